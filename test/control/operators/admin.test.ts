import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openAdmin } from '../../../src/control/operators/admin.ts'
import { type Answer } from '../../../src/control/operators/answer.ts'
import { type Operations } from '../../../src/control/operators/admin-routes.ts'
import { type Probes } from '../../../src/control/operators/probes.ts'
import { OneAtATime } from '../../../src/control/system/one-at-a-time.ts'
import { preparePrivateFolder } from '../../../src/control/system/private-folder.ts'
import { eventually } from '../../support/eventually.ts'
import { startFileGate } from '../../support/file-gate.ts'
import { configText } from '../../support/gate.ts'
import { get, openConnection, request, sendRaw } from '../../support/http.ts'
import { metricsTell } from '../../support/metrics.ts'
import { startWaitingOrigin } from '../../support/waiting-origin.ts'

const origin = await startWaitingOrigin(t)
const { letGo } = origin
const TEXT = configText({ backendPort: origin.port })

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8)

t.test('the socket is for its owner alone, and goes with the gate', async (t) => {
  const gate = await startFileGate(t, TEXT)
  t.equal(modeOf(gate.socket), '600')
  await gate.stop()
  t.notOk(existsSync(gate.socket))
})

t.test('a socket that is left over is replaced, one that answers is not', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-admin-'))
  const first = await startFileGate(t, TEXT, folder)
  const start = startFileGate(t, TEXT, folder)
  await t.rejects(start, { message: `unix:${first.socket} is in use by another gate` })
  t.equal((await first.ask('GET', '/status')).status, 200, 'it is not disturbed')
  await first.stop()

  const strange = createServer()
  await new Promise<void>((resolve) => {
    strange.listen(first.socket, resolve)
  })
  await t.rejects(startFileGate(t, TEXT, folder), { message: /is in use by another program/ })
  await new Promise((resolve) => {
    strange.close(resolve)
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(first.socket, 'a file')
  await t.rejects(startFileGate(t, TEXT, folder), { message: /is a file, not a socket/ })
})

t.test('an admin address that is taken is named', async (t) => {
  const first = await startFileGate(t, TEXT)
  const taken = TEXT.replace('address: 127.0.0.1:0 }', `address: 127.0.0.1:${first.adminPort} }`)
  await t.rejects(startFileGate(t, taken), {
    message: `127.0.0.1:${first.adminPort} is in use by another gate`,
  })
  const long = TEXT.replace('socket: admin.sock', `socket: ${'a'.repeat(100)}`)
  await t.rejects(startFileGate(t, long), {
    message: /is longer than the 100 bytes a socket's path may have$/,
  })
  const none = await startFileGate(t, TEXT.replace('address: 127.0.0.1:0 }', 'address: none }'))
  t.equal(none.adminPort, 0)
})

t.test('a folder in which others could put their own socket is refused', (t) => {
  const base = mkdtempSync(join(tmpdir(), 'paart-folder-'))
  const made = join(base, 'a/b')
  preparePrivateFolder(made)
  t.equal(modeOf(made), '700')
  const cases = [
    { mode: 0o755, want: null },
    { mode: 0o1777, want: null },
    { mode: 0o775, want: /may be written by others: chmod go-w/ },
    { mode: 0o757, want: /may be written by others/ },
  ]
  for (const { mode, want } of cases) {
    const folder = mkdtempSync(join(base, 'mode-'))
    chmodSync(folder, mode)
    if (want === null) t.doesNotThrow(() => preparePrivateFolder(folder), mode.toString(8))
    else t.throws(() => preparePrivateFolder(folder), { name: 'StartError', message: want })
  }
  writeFileSync(join(base, 'file'), '')
  t.throws(() => preparePrivateFolder(join(base, 'file/x')), { message: /cannot be made: ENOTDIR/ })
  if (process.geteuid?.() === 0) {
    const foreign = mkdtempSync(join(base, 'foreign-'))
    chownSync(foreign, 65_534, 65_534)
    t.throws(() => preparePrivateFolder(foreign), { message: /belongs to another user/ })
  }
  t.end()
})

t.test('what is no operation is answered, and harms nobody', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const cases = [
    { method: 'GET', path: '/reload', status: 405, allow: 'POST' },
    { method: 'POST', path: '/status', status: 405, allow: 'GET' },
    { method: 'GET', path: '/', status: 404 },
    { method: 'GET', path: '/metrics', status: 404 },
    { method: 'POST', path: '/workers/1234/restart', status: 404 },
    { method: 'POST', path: '/workers/7/restart', status: 404 },
    { method: 'GET', path: '/explain/%ff', status: 404 },
    { method: 'GET', path: '/explain/K7QF-2M9T', status: 404 },
    { method: 'GET', path: '*', status: 400 },
    { method: 'GET', path: '//', status: 400 },
  ]
  for (const { method, path, status, allow } of cases) {
    const got = await request(gate.socket, { method, path })
    t.equal(got.status, status, `${method} ${path}`)
    t.equal(got.headers.get('allow'), allow)
  }
  const body = await request(gate.socket, { method: 'POST', path: '/reload', body: '{}' })
  t.match(body, { status: 413, text: 'no body is taken here\n' })
  const chunked = 'POST /reload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
  t.equal((await sendRaw(gate.socket, chunked)).status, 413)
  const long = `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`
  t.equal((await sendRaw(gate.socket, long)).status, 431)
  t.equal(gate.notes.length, 0, 'nothing was done')
})

t.test('probes tell how the gate is doing', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const probe = (path: string, method = 'GET'): ReturnType<typeof request> =>
    request(gate.adminPort, { method, path })
  t.match(await probe('/livez'), { status: 200, text: 'alive\n' })
  t.match(await probe('/readyz'), { status: 200, text: 'ready\n' })
  t.match(await probe('/readyz', 'HEAD'), { status: 200, text: '' })
  t.match(await probe('/reload'), { status: 404 })
  t.match(await probe('/livez', 'POST'), { status: 405 })
  t.equal((await probe('/livez', 'POST')).headers.get('allow'), 'GET, HEAD')

  await get(gate.port, '/')
  const counted =
    'paart_requests_total{site="site",route="everything",decision="pass",status="2xx"} 1'
  await metricsTell(gate.adminPort, counted)
  const scraped = await probe('/metrics')
  t.equal(scraped.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const { text } = scraped
  t.match(text, /paart_config_hash_info\{hash="[0-9a-f]{12}"\} 1\n/)
  t.match(text, /paart_worker_restarts_total 0\n/)

  const slow = await openConnection(gate.port)
  slow.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('a request is under way', () => letGo.length === 1)
  const kept = await openConnection(gate.adminPort)
  const stopped = gate.stop(20_000)
  t.match(await get(kept, '/readyz'), { status: 503, text: 'draining\n' })
  t.match(await get(kept, '/livez'), { status: 200 })
  t.match((await gate.ask('POST', '/reload')).report, { why: 'the gate is draining' })
  for (const go of letGo.splice(0)) go()
  await stopped
  await t.rejects(get(gate.adminPort, '/livez'), { code: 'ECONNREFUSED' })
})

t.test('a gate that starts, or has no worker, is not ready', async (t) => {
  const gate = await startFileGate(t, configText({ backendPort: origin.port, workers: 1 }))
  const restarted = gate.ask('POST', '/workers/0/restart?abrupt')
  const seen = new Set<string>()
  while (!seen.has('no worker listens\n')) seen.add((await get(gate.adminPort, '/readyz')).text)
  t.equal((await restarted).status, 200)
  t.equal((await get(gate.adminPort, '/readyz')).status, 200)
})

const promised = (): Promise<Answer> => Promise.reject(new Error('not today'))

t.test('who asks before the gate is built waits for it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-doors-'))
  const built = Promise.withResolvers<Operations & Probes>()
  const admin = { socket: join(folder, 'a.sock'), address: null }
  const doors = await openAdmin(admin, built.promise)
  t.teardown(doors.close)
  const asked = get(admin.socket, '/status')
  const done: Answer = { ending: 'done', report: { fine: true }, text: 'fine\n' }
  built.resolve({
    status: () => Promise.resolve(done),
    changes: {
      reload: promised,
      rollback: promised,
      upgrade: promised,
      isBeingUpgraded: false,
      restartWorker: promised,
      listKeys: () => done,
      rotateKeys: promised,
      revokeKey: promised,
    },
    codes: { issue: () => ({ ending: 'done', report: {}, text: '' }) },
    noteComplaints: () => ({ ending: 'done', report: {}, text: '' }),
    explain: () => Promise.resolve(done),
    orders: {
      order: promised,
      withdraw: promised,
      setMode: promised,
      drain: promised,
      undrain: promised,
      revoke: promised,
      list: () => done,
      export: () => done,
    },
    onDone: () => undefined,
    unreadiness: () => null,
    remark: () => null,
    metrics: () => '',
  })
  t.equal((await asked).text, '{"fine":true}\n')
  t.match(await request(admin.socket, { method: 'POST', path: '/reload' }), {
    status: 500,
    text: '{"ok":false,"why":"not today"}\n',
  })
})

t.test('citizens never reach what operators do', async (t) => {
  const text = configText({
    backendPort: origin.port,
    routes: '- { name: m, path: /metrics, policy: shut }\n- { name: everything, policy: open }',
    policies: 'open: { challenge: never }\nshut: { challenge: always }',
  })
  const gate = await startFileGate(t, text)
  const admin = `127.0.0.1:${gate.adminPort}`
  for (const path of ['/livez', '/readyz', '/status', '/keys', '/reload', '/explain/K7QF-2M9T']) {
    for (const method of ['GET', 'POST']) {
      const got = await request(gate.port, { method, path, headers: { Host: admin } })
      t.match(got, { status: 200, text: path }, `${method} ${path}`)
    }
  }
  t.equal((await get(gate.port, '/metrics', { Host: admin })).status, 403, 'the policy decides')
  const absolute = `GET http://${admin}/livez HTTP/1.1\r\nHost: ${admin}\r\n\r\n`
  t.equal((await sendRaw(gate.port, absolute)).text, '/livez', 'the backend answers')
})

t.test('changes wait for each other, and not too many of them', async (t) => {
  const changes = new OneAtATime()
  const order: number[] = []
  const { promise: first, resolve: begin } = Promise.withResolvers<void>()
  const all = Array.from({ length: 16 }, (_, i) =>
    changes.run(async () => {
      if (i === 0) await first
      order.push(i)
      if (i === 1) throw new Error('one fails')
    }),
  )
  const settled = Promise.allSettled(all)
  await t.rejects(
    changes.run(() => Promise.resolve()),
    {
      name: 'Refused',
      message: '16 changes are under way or wait already',
    },
  )
  begin()
  t.equal((await settled).filter(({ status }) => status === 'rejected').length, 1)
  t.strictSame(order, [...order.keys()], 'in the order they came')
  t.equal(await changes.run(() => Promise.resolve('again')), 'again')
})
