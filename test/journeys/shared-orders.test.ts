import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { passNameOf } from '../../src/client/index.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { startNextGate, startTwoGates } from '../support/ring-gates.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** Clients are told apart by what the test, as a trusted proxy, says of them. */
function textOf({ url }: StoreServer): string {
  return configText({
    backendPort: origin.port,
    rest: `trustedProxies: [127.0.0.1]\nstore: { kind: valkey, urls: ["${url}"] }`,
  })
}

async function paart(gate: FileGate, words: string): Promise<string> {
  const terminal = { ...fakeTerminal(), from: () => '' }
  await main(['--config', gate.file, ...words.split(' ')], terminal)
  return terminal.outText() + terminal.errText()
}

async function statusFor(gate: FileGate, address: string): Promise<number> {
  const headers = { 'X-Forwarded-For': address }
  return (await request(gate.port, { path: '/', headers })).status
}

/** Longer than a gate may take to hear of it, on a machine that is busy. */
const HEARD_MS = 20_000

async function isSo(gate: FileGate, address: string, status: number): Promise<void> {
  await eventually(
    `${address} gets ${status}`,
    async () => (await statusFor(gate, address)) === status,
    HEARD_MS,
  )
}

void withPackages(t, ['redis-server'], async () => {
  t.test('who is banned at one gate is so at all, until any of them ends it', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, textOf(server))
    await paart(a, 'ban 203.0.113.0/24 --for 1h --reason scraper')
    t.equal(await statusFor(a, '203.0.113.7'), 403)
    await isSo(b, '203.0.113.7', 403)
    t.match(await paart(b, 'bans'), /1 +ban +203\.0\.113\.0\/24 .* scraper/)
    await paart(b, 'unban 203.0.113.0/24')
    await isSo(a, '203.0.113.7', 200)
    await paart(a, 'mode all off --for 1h')
    await eventually('b is in that mode', async () => /off +all/.test(await paart(b, 'bans')))
    const texts = await server.say('HVALS', 'paart:facts:text')
    t.notMatch(texts, /203\.0\.113|scraper|off/, 'the store knows nothing of whom or what')
  })

  t.test('a store that is empty or old ends no ban, and begins none again', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, textOf(server))
    const pass = passNameOf('a pass of somebody')
    await paart(a, 'ban 203.0.113.0/24 --for 1h')
    await paart(a, 'ban 198.51.100.0/24 --for 1h')
    await paart(a, `pass revoke ${pass}`)
    await isSo(b, '198.51.100.7', 403)
    await eventually('b knows the pass', async () => (await paart(b, 'bans')).includes(pass))
    await server.say('SAVE')
    copyFileSync(join(server.folder, 'dump.rdb'), join(server.folder, 'old.rdb'))
    await paart(b, 'unban 203.0.113.0/24')
    await isSo(a, '203.0.113.7', 200)
    await server.kill()
    await server.start()
    await eventually('it is filled again', async () => {
      return (await server.say('HLEN', 'paart:facts:text')) === ':3\r\n'
    })
    for (const gate of [a, b]) t.equal(await statusFor(gate, '198.51.100.7'), 403, 'empty')
    await server.kill()
    copyFileSync(join(server.folder, 'old.rdb'), join(server.folder, 'dump.rdb'))
    await server.start()
    await eventually('both have asked it', async () => {
      return (await Promise.all([a, b].map(isServed))).every(Boolean)
    })
    for (const gate of [a, b]) {
      t.equal(await statusFor(gate, '203.0.113.7'), 200, 'old: the ban was withdrawn')
      t.equal(await statusFor(gate, '198.51.100.7'), 403)
      t.match(await paart(gate, 'bans'), pass)
    }
    const third = await startNextGate(t, textOf(server), a)
    await isSo(third, '198.51.100.7', 403)
    await isSo(third, '203.0.113.7', 200)
  })

  t.test('a gate that was away takes up what it has missed, and keeps it', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, textOf(server))
    await b.stop(0)
    await paart(a, 'ban 203.0.113.0/24 --for 1h')
    await eventually('it is told', async () => {
      return (await server.say('HLEN', 'paart:facts:text')) === ':1\r\n'
    })
    const again = await startFileGate(t, textOf(server), b.folder)
    await isSo(again, '203.0.113.7', 403)
    t.match(readFileSync(join(b.folder, 'run/orders.json'), 'utf8'), /203\.0\.113\.0\/24/)
  })

  t.test('a gate that lacks the key that signs hears nothing until it has it', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, textOf(server))
    await paart(a, 'ban 198.51.100.0/24 --for 1h')
    await isSo(b, '198.51.100.7', 403)
    await paart(a, 'keys rotate')
    const facts = async (): Promise<string> => server.say('HLEN', 'paart:facts:text')
    await eventually('it is told anew, under the new key', async () => (await facts()) === ':2\r\n')
    await paart(a, 'ban 203.0.113.0/24 --for 1h')
    await eventually('the second is told', async () => (await facts()) === ':3\r\n')
    t.equal(await statusFor(b, '203.0.113.7'), 200)
    await b.stop(0)
    copyFileSync(join(a.folder, 'run/keys.json'), join(b.folder, 'run/keys.json'))
    await isSo(await startFileGate(t, textOf(server), b.folder), '203.0.113.7', 403)
  })

  t.test('no ban of another gate shuts out this machine or its proxies', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, textOf(server))
    a.write(textOf(server).replace('[127.0.0.1]', '[127.0.0.1, 10.0.0.5]'))
    t.equal((await a.ask('POST', '/reload')).status, 200)
    await paart(b, 'ban 10.0.0.0/24 --for 1h --force')
    await paart(b, 'ban 203.0.113.0/24 --for 1h')
    await isSo(a, '203.0.113.7', 403)
    t.notMatch(await paart(a, 'bans'), '10.0.0.0/24')
  })
})

async function isServed(gate: FileGate): Promise<boolean> {
  return /^store: valkey/m.test((await gate.askText('GET', '/status')).text)
}
