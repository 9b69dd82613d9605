import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseKeyFile } from '../../src/client/index.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/http.ts'
import { loadPause } from '../support/load.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { type KeyedGate, startGateOn, startTwoGates } from '../support/two-gates.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

// Of all tests, one after the other: each begins with whatever keys those before it have left.
const { a, b, keys, folder } = await startTwoGates(t, origin.port)

const keyOf = (cookie: string): string => {
  const [header = ''] = cookie.slice(cookie.indexOf('=') + 1).split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

const statusOf = async ({ port }: KeyedGate, Cookie: string): Promise<number> =>
  (await get(port, '/', { ...NAVIGATION, Cookie })).status

t.test('one rotates: passes of each count at the other at every moment', async (t) => {
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
          await loadPause()
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
  const pass = await earnPass(a.port, '/')
  b.command.signal('SIGKILL')
  await b.command.ended
  t.equal((await a.ask('POST', '/keys/rotate')).status, 200)
  t.equal(Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length, 1)
  const again = await startGateOn(t, { folder: join(folder, 'b'), keys, backendPort: origin.port })
  t.equal(await statusOf(again, pass), 200)
  await eventually('it reads the file', () => {
    return Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length === 2
  })
  again.command.signal('SIGTERM')
  t.equal(await again.command.ended, 0)
  t.equal(Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length, 1)
})

t.test('a file that is damaged changes nothing, and is told of once', async (t) => {
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
