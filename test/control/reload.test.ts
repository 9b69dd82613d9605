import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hash } from 'node:crypto'
import { startGate } from '../../src/control/index.ts'
import { type FileReader, readSource } from '../../src/control/changes/source.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startWaitingOrigin } from '../support/waiting-origin.ts'

const origin = await startWaitingOrigin(t)
const { letGo } = origin
const other = await startOrigin()
t.teardown(other.close)

const TEXT = configText({ backendPort: origin.port, workers: 2 })
const DENYING = TEXT.replace(
  'open: { challenge: never }',
  'open: { challenge: never, rules: [{ name: shut, when: { path: /shut }, then: deny }] }',
)

const hashOf = (text: string): string => hash('sha256', text).slice(0, 12)

t.test('a good file comes into force on every worker', async (t) => {
  const gate = await startFileGate(t, TEXT)
  t.equal((await get(gate.port, '/shut')).status, 200)
  gate.write(DENYING)
  const [from, to] = [hashOf(TEXT), hashOf(DENYING)]
  const workers = [0, 1].map((id) => ({ id, hash: to }))
  t.strictSame(await gate.ask('POST', '/reload'), {
    status: 200,
    report: { ok: true, mistakes: [], from, to, workers, needsRestart: [] },
  })
  t.equal((await get(gate.port, '/shut')).status, 403)
  t.match((await gate.ask('GET', '/status')).report, {
    hash: to,
    workers,
    lastReload: { result: 'done', from, to },
  })
  const said = `${from} -> ${to}, in force on all 2 workers`
  t.match(gate.notes, [`reload done: ${said}`, /^reload by [\w-]+: done$/])
  t.equal(gate.notes.length, 2)
  t.match(await gate.askText('POST', '/reload'), {
    status: 200,
    text: `${to} is in force already\n`,
  })
  await gate.stop()
  t.match(readFileSync(join(gate.folder, 'access.log'), 'utf8'), 'the configuration was reloaded')
})

const refusals = [
  {
    name: 'a file with mistakes',
    text: TEXT.replace('backend: app', 'backend: ap'),
    status: 422,
    want: { ok: false, to: null, mistakes: [{ code: 'PAART_UNKNOWN_BACKEND' }] },
    said: /paart\.yaml:\d+:\d+: error: [^]*\^\n[^]*1 mistake\n[0-9a-f]{12} stays in force\n$/,
  },
  {
    name: 'a file that is no YAML',
    text: '{',
    status: 422,
    want: { ok: false, to: null, mistakes: [{ code: 'PAART_SYNTAX' }] },
    said: /PAART_SYNTAX[^]*stays in force\n$/,
  },
  {
    name: 'another address',
    text: TEXT.replace('127.0.0.1:0\nworkers', '127.0.0.1:1\nworkers'),
    status: 409,
    want: { ok: false, mistakes: [], needsRestart: ['listen'] },
    said: /^a change of listen needs a restart; [0-9a-f]{12} stays in force\n$/,
  },
  {
    name: 'another everything',
    text: `${TEXT.replace('workers: 2', 'workers: 1').replace('admin.sock', 'b.sock')}\npass: { keys: k.json }\n`,
    status: 409,
    want: { ok: false, needsRestart: ['workers', 'admin', 'pass.keys'] },
    said: /^a change of workers, admin, pass\.keys needs a restart; [0-9a-f]{12} stays in force\n$/,
  },
  { name: 'no file', text: null, status: 500, want: { ok: false, to: null }, said: /ENOENT/ },
]

t.test('where it cannot be, all stays as it is and the operator is told why', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const workers = [0, 1].map((id) => ({ id, hash: hashOf(TEXT) }))
  for (const { name, text, status, want, said } of refusals) {
    if (text === null) rmSync(gate.file)
    else gate.write(text)
    const got = await gate.ask('POST', '/reload')
    t.equal(got.status, status, name)
    t.match(got.report, { ...want, from: hashOf(TEXT), workers }, name)
    t.match((await gate.askText('POST', '/reload')).text, said, name)
    t.equal((await get(gate.port, '/')).status, 200, name)
  }
  t.match((await gate.ask('GET', '/status')).report, {
    hash: hashOf(TEXT),
    lastReload: { result: 'failed', to: null },
  })
  t.match(await request(gate.adminPort, { path: '/metrics' }), {
    text: /paart_config_reloads_total\{result="invalid"\} 4\n/,
  })
  const [told, asked] = [/^reload (?:invalid|refused|failed): /, /^reload by [\w-]+: /]
  t.equal(gate.notes.filter((note) => told.test(note)).length, 10)
  t.equal(gate.notes.filter((note) => asked.test(note)).length, 10, 'and who asked')
})

t.test('two reloads at once are taken one after the other', async (t) => {
  const gate = await startFileGate(t, TEXT)
  gate.write(DENYING)
  const both = await Promise.all([gate.ask('POST', '/reload'), gate.ask('POST', '/reload')])
  t.strictSame(
    new Set(both.map(({ report }) => `${String(report['from'])} ${String(report['to'])}`)),
    new Set([`${hashOf(TEXT)} ${hashOf(DENYING)}`, `${hashOf(DENYING)} ${hashOf(DENYING)}`]),
  )
})

t.test('a gate can go back to what was in force before', async (t) => {
  const gate = await startFileGate(t, TEXT)
  t.match(await gate.askText('POST', '/rollback'), {
    status: 409,
    text: 'there is no configuration to go back to\n',
  })
  gate.write(DENYING)
  await gate.ask('POST', '/reload')
  t.match(await gate.ask('POST', '/rollback'), { status: 200, report: { to: hashOf(TEXT) } })
  t.equal((await get(gate.port, '/shut')).status, 200)
  t.match(await gate.ask('POST', '/reload'), { status: 200, report: { to: hashOf(DENYING) } })
})

t.test('whoever goes back again goes one further back', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const texts = Array.from({ length: 10 }, (_, number) => `${TEXT}# ${number}\n`)
  for (const text of texts) {
    gate.write(text)
    await gate.ask('POST', '/reload')
  }
  const back = async (): Promise<unknown> => (await gate.ask('POST', '/rollback')).report['to']
  for (const text of texts.slice(1, -1).toReversed()) t.equal(await back(), hashOf(text))
  t.match(await gate.ask('POST', '/rollback'), { status: 409 }, 'eight are kept')
  gate.write(texts.at(-1) ?? '')
  await gate.ask('POST', '/reload')
  t.equal(await back(), hashOf(texts[1] ?? ''), 'what a reload leaves is the last again')
  gate.write('{')
  await gate.ask('POST', '/reload')
  t.match(await gate.ask('POST', '/rollback'), { status: 409 }, 'a refused reload leaves nothing')
})

t.test('a request under way keeps its configuration, its backend and its place', async (t) => {
  const full = configText({ backendPort: origin.port, backend: 'inFlightMax: 1' })
  const gate = await startFileGate(t, full)
  const slow = await openConnection(gate.port)
  slow.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('it is under way', () => letGo.length === 1)
  // Another backend stands first now, and the log lies elsewhere.
  gate.write(
    full
      .replace('backends:\n', `backends:\n  new: { servers: ["http://127.0.0.1:${other.port}"] }\n`)
      .replace(
        'policy: open }',
        'policy: open }\n  - { name: more, hosts: [new.lu], backend: new, routes: [{ name: all, policy: open }] }',
      )
      .replace('to: access.log', 'to: other.log'),
  )
  t.match(await gate.ask('POST', '/reload'), { status: 200 })
  t.equal((await get(gate.port, '/')).status, 503, 'what was in flight is counted still')
  t.equal((await get(gate.port, '/', { Host: 'new.lu' })).status, 200, 'the other one is free')
  for (const go of letGo.splice(0)) go()
  t.match(await slow.receive(), { status: 200, text: '/slow', complete: true })
  t.equal((await get(gate.port, '/')).status, 200)
  await gate.stop()
  t.match(readFileSync(join(gate.folder, 'other.log'), 'utf8'), '"path":"/slow"')
})

t.test('a backend that is moved is asked at its new place; the old one is let go', async (t) => {
  const gate = await startFileGate(t, configText({ backendPort: origin.port }))
  const slow = get(gate.port, '/slow')
  await eventually('it is under way', () => letGo.length === 1)
  await get(gate.port, '/')
  const asked = other.requests.length
  gate.write(configText({ backendPort: other.port }))
  t.match(await gate.ask('POST', '/reload'), { status: 200 })
  await get(gate.port, '/')
  t.equal(other.requests.length, asked + 1)
  for (const go of letGo.splice(0)) go()
  t.match(await slow, { status: 200, text: '/slow' })
  await eventually('no connection is left', () => origin.connections() === 0)
})

t.test('connections to a backend that stays are kept', async (t) => {
  const gate = await startFileGate(t, configText({ backendPort: origin.port }))
  await get(gate.port, '/')
  gate.write(`${configText({ backendPort: origin.port, backend: 'inFlightMax: 2' })}\n# else\n`)
  t.match(await gate.ask('POST', '/reload'), { status: 200 })
  await get(gate.port, '/')
  const [before, after] = origin.requests.slice(-2)
  t.equal(after?.connection, before?.connection)
})

t.test('a gate that was not started from a file cannot be reloaded', async (t) => {
  const gate = await startFileGate(t, TEXT)
  await gate.stop(0)
  const bare = await startGate(
    { text: TEXT, file: 'paart.yaml', folder: gate.folder },
    { onNote: () => undefined },
  )
  t.match(await bare.reload(), { ending: 'failed', text: /was not started from a file/ })
  await bare.stop(0)
  await t.rejects(bare.reload(), { message: 'the gate is draining' })
})

t.test('a file that changes while it is read is read again, but not for ever', async (t) => {
  const cases = [
    { name: 'still', changes: 0, want: 'text 1' },
    { name: 'changed once', changes: 1, want: 'text 2' },
    { name: 'changed nine times', changes: 9, want: 'text 10' },
    { name: 'changes all the time', changes: 10, want: null },
  ]
  for (const { name, changes, want } of cases) {
    let reads = 0
    const look = (): ReturnType<FileReader['stat']> =>
      Promise.resolve({
        mtimeMs: Math.min(reads, changes),
        ino: 1,
        size: `text ${reads}`.length,
        isFile: () => true,
        isDirectory: () => false,
        isFIFO: () => false,
      })
    const reader: FileReader = {
      stat: look,
      read: () => Promise.resolve(Buffer.from(`text ${++reads}`)),
      pause: () => Promise.resolve(),
    }
    const source = readSource('a.yaml', reader)
    if (want !== null) t.equal((await source).text, want, name)
    else await t.rejects(source, { message: /a\.yaml cannot be read: it changes all the time/ })
  }
})

t.test('what is no configuration file is not read', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const large = join(gate.folder, 'large.yaml')
  writeFileSync(large, Buffer.alloc(16 * 1024 * 1024 + 1))
  await t.rejects(readSource(large), { message: /it is far too large/ })
  await t.rejects(readSource(gate.folder), { message: /it is a folder/ })
  renameSync(gate.file, join(gate.folder, 'moved.yaml'))
  await t.rejects(readSource(gate.file), { name: 'StartError', message: /ENOENT/ })
})
