import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { main } from '../../src/cli/index.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, openConnection, request, sendRaw } from '../support/http.ts'
import { type RecordingOrigin, answer, startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { NAVIGATION } from '../support/visitor.ts'
import { handshakeBytes } from '../support/websocket.ts'

/** Answers with its name, and begins a session where `/login` is asked for. */
const originCalled = (name: string): Promise<RecordingOrigin> =>
  startOrigin({
    respond: ({ target }) =>
      answer({
        status: 200,
        body: name,
        ...(target === '/login' ? { headers: { 'Set-Cookie': `SID=of-${name}` } } : {}),
      }),
  })

interface Stage {
  readonly gate: FileGate
  readonly text: string
  readonly urls: readonly string[]
  /** Runs a command as an operator does. */
  readonly paart: (words: string) => Promise<{ code: number; out: string; err: string }>
}

function commandsOf(file: string): Stage['paart'] {
  return async (words) => {
    const terminal = fakeTerminal()
    const code = await main(['--config', file, ...words.split(' ')], terminal)
    return { code, out: terminal.outText(), err: terminal.errText() }
  }
}

async function stageOf(t: Test, origins: readonly RecordingOrigin[]): Promise<Stage> {
  for (const { close } of origins) t.teardown(close)
  const urls = origins.map(({ port }) => `http://127.0.0.1:${port}`)
  const text = configText({
    backendPort: 1,
    workers: 2,
    backend: `servers: [${urls.map((url) => `"${url}"`).join()}], health: { path: /well, interval: 1s }, sticky: { cookie: SID }`,
  })
  const gate = await startFileGate(t, text)
  return { gate, text, urls, paart: commandsOf(gate.file) }
}

/** Enough connections that every worker has had some. */
const TRIES = 24

async function whoAnswers(port: number, headers: Record<string, string> = {}): Promise<string> {
  const answers = await Promise.all(
    Array.from({ length: TRIES }, () => request(port, { path: '/', headers })),
  )
  return [...new Set(answers.map(({ status, text }) => (status === 200 ? text : `${status}`)))]
    .toSorted()
    .join()
}

t.test('a drained server gets nothing new, at once, over reloads and restarts', async (t) => {
  const origins = await Promise.all([originCalled('one'), originCalled('two')])
  const { gate, text, urls, paart } = await stageOf(t, origins)
  const [one = ''] = urls
  t.equal(await whoAnswers(gate.port), 'one,two')
  let session: RawAnswer = await get(gate.port, '/login')
  for (let i = 0; session.text !== 'one' && i < 50; i++) session = await get(gate.port, '/login')
  const cookie = session.headers.get('set-cookie') ?? ''

  const drained = await paart(`server drain app ${one} --for 2h --reason disk`)
  t.equal(drained.code, 0, drained.err)
  t.match(drained.out, `drain 1: app ${one}, until `)
  t.match(drained.out, /by anna \(as [\w-]+\): disk\nin force on all 2 workers\n$/)
  t.equal(await whoAnswers(gate.port), 'two')
  t.equal(await whoAnswers(gate.port, { Cookie: cookie }), 'one', 'its own sessions go on')
  const checks = (): number =>
    origins[0]?.requests.filter(({ target }) => target === '/well').length ?? 0
  const before = checks()
  await eventually('its health is asked for', () => checks() > before + 1)

  const status = await paart('status')
  t.match(status.out, new RegExp(`${one} +healthy, drained until \\d{4}-.*Z`))
  t.match(status.out, /\norders: 1 in force\n {2}drain 1: app http/)
  t.match((await paart('bans')).out, /\n1 +drain +app http\S+ +\S+Z +anna .*disk\n$/)
  const metrics = (await get(gate.adminPort, '/metrics')).text
  t.match(metrics, `paart_backend_server_drained{backend="app",server="${one}"} 1`)
  t.match(metrics, `paart_backend_server_up{backend="app",server="${one}"} 1`)
  t.match(metrics, 'paart_backend_up{backend="app"} 1')
  const log = (): string => readFileSync(join(gate.folder, 'access.log'), 'utf8')
  await eventually('the log says who', () => log().includes('"did":"server drain"'))
  t.match(log(), `"does":"drain","about":"app ${one}"`)

  t.equal((await paart('reload')).code, 0)
  gate.write(text.replace('interval: 1s', 'interval: 2s'))
  t.equal((await paart('reload')).code, 0)
  t.equal(await whoAnswers(gate.port), 'two')
  t.equal((await paart('worker restart 0 --abrupt')).code, 0)
  t.equal(await whoAnswers(gate.port), 'two')
  await gate.stop()
  const again = await startFileGate(t, text, gate.folder)
  t.equal(await whoAnswers(again.port), 'two')
  const up = await commandsOf(again.file)(`server up app ${one}`)
  t.match(up.out, `app ${one} is in service again\nin force on all 2 workers\n`)
  t.equal(await whoAnswers(again.port), 'one,two')
  t.match(again.notes.join('\n'), /withdrawn by anna[^]*: drain 1: [^]*\nserver up by anna/)
})

t.test('it ends by itself', async (t) => {
  const origins = await Promise.all([originCalled('one'), originCalled('two')])
  const { gate, urls, paart } = await stageOf(t, origins)
  t.equal((await paart(`server drain app ${urls[0]} --for 1s`)).code, 0)
  await eventually('both answer', async () => (await whoAnswers(gate.port)) === 'one,two')
})

t.test('the last one is drained by force alone; then people are told that it is us', async (t) => {
  const origins = await Promise.all([originCalled('one'), originCalled('two')])
  const { gate, urls, paart } = await stageOf(t, origins)
  const [one, two] = urls
  t.equal((await paart(`server drain app ${one}`)).code, 0)
  const refused = await paart(`server drain app ${two}`)
  t.equal(refused.code, 7)
  t.match(refused.err, 'is the last server of app that is well and in service')
  t.equal(await whoAnswers(gate.port), 'two')
  const connection = await openConnection(gate.port)
  t.equal((await paart(`server drain app ${two} --force`)).code, 0)
  const page = await request(connection, { path: '/', headers: NAVIGATION })
  t.equal(page.status, 503)
  t.equal(page.headers.get('retry-after'), '5')
  t.match(page.text, '<html')
  connection.close()
  const posted = await request(gate.port, { method: 'POST', path: '/', body: 'a=b' })
  t.match([posted.status, JSON.parse(posted.text)], [503, { type: 'urn:paart:error' }])
  t.equal((await sendRaw(gate.port, handshakeBytes('/'))).status, 503, 'a WebSocket')
  t.match((await get(gate.adminPort, '/metrics')).text, 'paart_backend_up{backend="app"} 0')
  await eventually('the journal says that none is left', () =>
    gate.notes.includes('backend app: no server is left, citizens are told that it is our side'),
  )
  await eventually('the log says why', () =>
    readFileSync(join(gate.folder, 'access.log'), 'utf8').includes('backend: backend-drained'),
  )
  t.equal((await paart(`server up app ${two}`)).code, 0)
  t.equal(await whoAnswers(gate.port), 'two')
  t.equal((await paart('server drain app http://nowhere')).code, 1)
  t.equal((await paart('server drain nobody http://nowhere')).code, 1)
})
