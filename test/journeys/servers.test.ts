import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { reachOf } from '../../src/backends/connector.ts'
import { checkServer } from '../../src/backends/health-check.ts'
import { Resolver } from '../../src/backends/resolver.ts'
import { serverAt } from '../support/servers.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request, sendRaw } from '../support/http.ts'
import { startLoad } from '../support/load.ts'
import { handshakeBytes } from '../support/websocket.ts'
import { answer, type RecordingOrigin, startOrigin } from '../support/recording-origin.ts'

const originCalled = (name: string, port = 0): Promise<RecordingOrigin> =>
  startOrigin({ port, respond: () => answer({ status: 200, body: name }) })

t.test('one of two servers dies under load: only what it had under way can fail', async (t) => {
  const [one, two] = await Promise.all([originCalled('one'), originCalled('two')])
  const gate = await startTestGate({
    backendPort: one.port,
    workers: 2,
    backend: `servers: ["http://127.0.0.1:${one.port}", "http://127.0.0.1:${two.port}"]`,
  })
  const clients = { fresh: 2, keeping: 6 }
  const load = startLoad(t, { port: gate.port, ...clients })
  await eventually('both answer', () => one.requests.length > 50 && two.requests.length > 50)
  await one.close()
  const before = load.answered()
  await eventually('the other goes on', () => load.answered() > before + 500)
  await load.stop()
  const inFlight = clients.fresh + clients.keeping
  t.ok(load.failures.length <= inFlight, `${load.failures.length} of at most ${inFlight}`)
  t.match(load.failures.join(), /^(status 502,?)*$/)
  t.strictSame(gate.notes, [])
  await gate.stop(0)
  await two.close()
})

t.test('a server that cannot be reached costs no request, with a body or without', async (t) => {
  const closed = await originCalled('closed')
  await closed.close()
  const open = await originCalled('open')
  const gate = await startTestGate({
    backendPort: closed.port,
    backend: `servers: ["http://127.0.0.1:${closed.port}", "http://nowhere.invalid:1", "http://127.0.0.1:${open.port}"]`,
  })
  const connection = await openConnection(gate.port)
  for (let i = 0; i < 4; i++) {
    const body = 'a'.repeat(100_000)
    const sent = await request(connection, { method: 'POST', path: '/', body })
    t.match([sent.status, sent.text], [200, 'open'])
    t.equal((await get(connection, '/')).text, 'open')
    t.equal((await sendRaw(gate.port, handshakeBytes('/'))).status, 200, 'a WebSocket')
  }
  t.ok(open.requests.every(({ method, body }) => method === 'GET' || body.length === 100_000))
  connection.close()
  await gate.stop(0)
  await open.close()
})

t.test('where no server can be reached, the client is told after a few', async (t) => {
  const closed = await originCalled('closed')
  await closed.close()
  const servers = [1, 2, 3, 4, 5, 6].map((path) => `"unix:none-${path}.sock"`)
  const gate = await startTestGate({ backendPort: 1, backend: `servers: [${servers.join()}]` })
  t.equal((await get(gate.port, '/')).status, 502)
  await gate.stop(0)
})

t.test('an application behind a Unix socket gets the name the client asked for', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-unix-'))
  const hosts: unknown[] = []
  const application = createServer((asked, response) => {
    hosts.push(asked.headers.host)
    response.end(asked.url)
  })
  application.listen(join(folder, 'app.sock'))
  await once(application, 'listening')
  // Relative to the folder of the file.
  const gate = await startTestGate({
    backendPort: 1,
    folder,
    backend: 'servers: ["unix:app.sock"]',
  })
  const got = await get(gate.port, '/a?b', { Host: 'portal.example.lu' })
  t.match([got.status, got.text, hosts], [200, '/a?b', ['portal.example.lu']])
  await gate.stop(0)
  application.close()
  rmSync(folder, { recursive: true })
})

t.test('checks leave a server out before a request finds out, and take it back', async (t) => {
  const one = await originCalled('one')
  const two = await originCalled('two')
  const servers = [one, two].map(({ port }) => `"http://127.0.0.1:${port}"`)
  const health =
    'health: { path: "/health?all", host: app.example.lu, interval: 100ms, healthyAfter: 1, unhealthyAfter: 1 }'
  const gate = await startTestGate({
    backendPort: 1,
    workers: 2,
    backend: `servers: [${servers.join()}], ${health}`,
  })
  const up = async (): Promise<readonly string[]> => {
    const { text } = await get(gate.adminPort, '/metrics')
    return [...text.matchAll(/^paart_backend_server_up\{.*\} (\d)$/gm)].map(
      ([, value = '']) => value,
    )
  }
  const isUp = async (want: string): Promise<void> => {
    while ((await up()).join('') !== want) await turn()
  }
  await isUp('11')
  await two.close()
  await isUp('10')
  const asked = (): number => one.requests.filter(({ target }) => target === '/').length
  for (let i = 0; i < 6; i++) t.equal((await get(gate.port, '/')).text, 'one')
  t.equal(asked(), 6)
  const again = await originCalled('two', two.port)
  await isUp('11')
  const texts = new Set<string>()
  while (texts.size < 2) texts.add((await get(gate.port, '/')).text)
  t.match(again.requests[0], { method: 'GET', target: '/health?all' })
  t.equal(again.requests[0]?.headers.get('host'), 'app.example.lu')
  await gate.stop(0)
  await Promise.all([one.close(), again.close()])
})

t.test('a check is bad where the answer is, or none comes in time', async (t) => {
  const health = { path: '/', host: null, intervalMs: 1, timeoutMs: 50 }
  const checks = { ...health, healthyAfter: 1, unhealthyAfter: 1 }
  const cases = [
    { status: 204, want: true },
    { status: 302, want: true },
    { status: 404, want: false },
    { status: 503, want: false },
    { status: null, want: false },
  ]
  for (const { status, want } of cases) {
    const origin = await startOrigin({
      respond: () => (status === null ? null : answer({ status })),
    })
    const reach = reachOf(serverAt(`http://127.0.0.1:${origin.port}`), null, new Resolver(() => 0))
    const got = await new Promise((resolve) => checkServer(reach, checks, resolve))
    t.equal(got, want, String(status))
    await origin.close()
  }
})

/** An application that gives everybody who has none a session of its own. */
const begins = (name: string): Promise<RecordingOrigin> => {
  let sessions = 0
  return startOrigin({
    respond: ({ headers }) => {
      const isNew = !headers.has('cookie')
      const cookie = { 'Set-Cookie': `sid=${name}-${sessions++}; Path=/; HttpOnly` }
      return answer({ status: 200, headers: isNew ? cookie : {}, body: name })
    },
  })
}

t.test('a session stays with the server that began it, on every worker', async (t) => {
  const origins = await Promise.all(['one', 'two', 'three'].map(begins))
  const servers = origins.map(({ port }) => `{ url: "http://127.0.0.1:${port}" }`)
  const gate = await startTestGate({
    backendPort: 1,
    workers: 2,
    backend: `servers: [${servers.join()}], sticky: { cookie: sid }`,
  })
  const homes = new Set<string>()
  for (let i = 0; i < 9; i++) {
    const first = await get(gate.port, '/')
    const [session = ''] = (first.headers.get('set-cookie') ?? '').split(';')
    homes.add(first.text)
    for (let again = 0; again < 4; again++) {
      const next = await get(gate.port, '/', { Cookie: session })
      t.match([next.text, next.headers.get('set-cookie')], [first.text, undefined])
    }
  }
  t.equal(homes.size, 3, 'and newcomers go everywhere')
  await gate.stop(0)
  await Promise.all(origins.map((origin) => origin.close()))
})
