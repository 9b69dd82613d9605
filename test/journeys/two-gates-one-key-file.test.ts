import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parseKeyFile } from '../../src/client/index.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

interface Asked {
  readonly status: number
  readonly report: Readonly<Record<string, unknown>>
}

/** A gate that runs as operators run it. */
interface Gate {
  readonly command: RunningCommand
  readonly port: number
  readonly ask: (method: 'GET' | 'POST', path: string) => Promise<Asked>
}

async function startGate(t: Test, folder: string, keys: string): Promise<Gate> {
  mkdirSync(folder, { recursive: true })
  const text = configText({
    backendPort: origin.port,
    policies: 'open: { challenge: always }',
    rest: `pass: { keys: ${keys} }`,
  })
  writeFileSync(join(folder, 'paart.yaml'), text)
  const command = startCommand(['--config', 'paart.yaml', 'run'], { cwd: folder })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  return {
    command,
    port,
    async ask(method, path) {
      const headers = { Accept: 'application/json', Connection: 'close' }
      const { status, text } = await request(join(folder, 'admin.sock'), { method, path, headers })
      return { status, report: JSON.parse(text) as Asked['report'] }
    },
  }
}

/** Two of them on one key file. */
async function startTwo(t: Test): Promise<{ a: Gate; b: Gate; keys: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-two-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const keys = join(folder, 'keys.json')
  // One makes the file.
  const a = await startGate(t, join(folder, 'a'), keys)
  const b = await startGate(t, join(folder, 'b'), keys)
  await eventually('both have read it', () => {
    return Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length === 2
  })
  return { a, b, keys, folder }
}

const keyOf = (cookie: string): string => {
  const [header = ''] = cookie.slice(cookie.indexOf('=') + 1).split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

const statusOf = async ({ port }: Gate, Cookie: string): Promise<number> =>
  (await get(port, '/', { ...NAVIGATION, Cookie })).status

t.test('one rotates: passes of each count at the other at every moment', async (t) => {
  const { a, b, keys } = await startTwo(t)
  const before = [await earnPass(a.port, '/'), await earnPass(b.port, '/')]
  const refused: string[] = []
  const visiting = { isOver: false }
  let tried = 0
  const visits = (async () => {
    while (!visiting.isOver) {
      const fresh = [await earnPass(a.port, '/'), await earnPass(b.port, '/')]
      for (const cookie of [...before, ...fresh]) {
        for (const gate of [a, b]) {
          tried++
          if ((await statusOf(gate, cookie)) !== 200) refused.push(keyOf(cookie))
        }
      }
    }
  })()
  const rotated = await a.ask('POST', '/keys/rotate')
  t.equal(rotated.status, 200)
  const signing = rotated.report['to']
  await eventually('the other signs with it as well', async () => {
    return keyOf(await earnPass(b.port, '/')) === signing
  })
  visiting.isOver = true
  await visits
  t.same(refused, [], `of ${tried}`)
  t.ok(tried > 8, `${tried} tries`)
  const listed = (await b.ask('GET', '/keys')).report['keys'] as readonly { from: string }[]
  t.match(listed.at(-1), { id: signing, from: 'file', signing: true })
  t.match((await a.ask('GET', '/keys')).report['keys'], [{ from: 'here' }, { from: 'here' }])

  const gone = keyOf(before[0] ?? '')
  t.equal((await b.ask('POST', `/keys/${gone}/revoke`)).status, 200)
  await eventually('a revoked key is gone at both', async () => {
    return (await statusOf(a, before[0] ?? '')) === 403
  })
  t.equal((await a.ask('POST', '/reload')).status, 200)
  t.equal((await a.ask('POST', '/keys/rotate')).status, 200)
  t.notMatch(parseKeyFile(readFileSync(keys, 'utf8')).keys, [{ id: gone }], 'and stays so')
  t.equal(await statusOf(a, before[0] ?? ''), 403)
})

t.test('both rotate at the same moment: both keys survive', async (t) => {
  const { a, b, keys } = await startTwo(t)
  const before = await earnPass(a.port, '/')
  const [one, two] = await Promise.all([
    a.ask('POST', '/keys/rotate'),
    b.ask('POST', '/keys/rotate'),
  ])
  t.strictSame([one.status, two.status], [200, 200])
  const fresh = [await earnPass(a.port, '/'), await earnPass(b.port, '/')]
  for (const cookie of [before, ...fresh]) {
    for (const gate of [a, b]) t.equal(await statusOf(gate, cookie), 200)
  }
  for (const gate of [a, b]) t.equal((await gate.ask('POST', '/reload')).status, 200)
  const kept = parseKeyFile(readFileSync(keys, 'utf8'))
  for (const cookie of [before, ...fresh]) {
    t.ok(kept.keys.some(({ id }) => id === keyOf(cookie)))
    for (const gate of [a, b]) t.equal(await statusOf(gate, cookie), 200)
  }
  for (const gate of [a, b]) t.equal(keyOf(await earnPass(gate.port, '/')), kept.signing)
  t.equal(kept.keys.filter(({ verifyUntil }) => verifyUntil === undefined).length, 1)
})

t.test('one that is gone is waited for once, and comes back', async (t) => {
  const { a, b, keys, folder } = await startTwo(t)
  const pass = await earnPass(a.port, '/')
  b.command.signal('SIGKILL')
  await b.command.ended
  t.equal((await a.ask('POST', '/keys/rotate')).status, 200)
  t.equal(Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length, 1)
  const again = await startGate(t, join(folder, 'b'), keys)
  t.equal(await statusOf(again, pass), 200)
  await eventually('it reads the file', () => {
    return Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length === 2
  })
  again.command.signal('SIGTERM')
  t.equal(await again.command.ended, 0)
  t.equal(Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length, 1)
})

t.test('a file that is damaged changes nothing, and is told of once', async (t) => {
  const { a, keys } = await startTwo(t)
  const pass = await earnPass(a.port, '/')
  const whole = readFileSync(keys)
  writeFileSync(keys, '{')
  await a.command.says(/the key file could not be read, the keys stay as they are: [^\n]*not JSON/)
  t.equal(await statusOf(a, pass), 200)
  const reloaded = await a.ask('POST', '/reload')
  t.equal(reloaded.status, 500)
  t.match(reloaded.report, { why: /it is not JSON/ })
  writeFileSync(keys, whole)
  t.equal((await a.ask('POST', '/reload')).status, 200)
  t.equal(await statusOf(a, pass), 200)
})
