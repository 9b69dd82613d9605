import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { LAUNCHER, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startLoad } from '../support/load.ts'
import { makeNetwork, type Network, withNetworks } from '../support/network.ts'

type Test = Parameters<typeof startStoreServer>[0]

const LIMIT = '{ name: address, key: address, rate: 6/h, burst: 6, over: limit }'

/** Clients, the application and the operator come by Unix sockets, so that the network has the store's bytes alone. */
function textOf(application: string, store: string): string {
  return configText({
    backendPort: 0,
    backend: `servers: ["unix:${application}"]`,
    routes: '- { name: few, path: /few, policy: few }\n- { name: everything, policy: open }',
    policies: `few: { challenge: never, limits: [${LIMIT}] }\nopen: { challenge: never }`,
    rest: `trustedProxies: [127.0.0.1]\nstore: { kind: valkey, urls: ["redis://${store}:6379"] }`,
  })
    .replace('address: 127.0.0.1:0', 'address: unix:web.sock')
    .replace('address: 127.0.0.1:0', 'address: 127.0.0.1:9090')
}

interface NetworkGate {
  readonly folder: string
  readonly socket: string
  /** As `paart status` prints it. */
  readonly status: () => Promise<string>
  readonly isDegraded: () => Promise<boolean>
  /** What a client is answered. */
  readonly few: (client: string) => Promise<number>
  /** How many keys it has told the store of. */
  readonly told: () => Promise<number>
}

async function startApplication(t: Test, folder: string): Promise<string> {
  const socket = join(folder, 'application.sock')
  const server = createServer((_, response) => response.end('hello')).listen(socket)
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  await eventually('the application listens', () => server.listening)
  return socket
}

function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-network-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function startAt(
  t: Test,
  { places }: Network,
  { name, text, keys }: { readonly name: string; readonly text: string; readonly keys?: string },
): Promise<NetworkGate> {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'paart.yaml'), text)
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  if (keys !== undefined) copyFileSync(keys, join(folder, 'run/keys.json'))
  const at = places.get(name)?.command
  if (at === undefined) throw new Error(`there is no ${name}`)
  const [program, ...argv] = at(LAUNCHER, '--config', 'paart.yaml', 'run')
  const gate = startCommand(argv, { cwd: folder, program })
  t.teardown(async () => {
    gate.signal('SIGKILL')
    await gate.ended
  })
  await gate.says(/listening on/)
  const socket = join(folder, 'web.sock')
  const headers = { Accept: 'text/plain', Connection: 'close' }
  const status = async (): Promise<string> =>
    (await request(join(folder, 'admin.sock'), { path: '/status', headers })).text
  return {
    folder,
    socket,
    status,
    isDegraded: async () => /^store: degraded/m.test(await status()),
    told: async () => {
      const [program, ...argv] = at('curl', '-s', 'http://127.0.0.1:9090/metrics')
      const { stdout } = await promisify(execFile)(program, argv)
      return Number(/^paart_store_keys_total (\d+)$/m.exec(stdout)?.[1])
    },
    few: async (client) =>
      (await request(socket, { path: '/few', headers: { 'X-Forwarded-For': client } })).status,
  }
}

/** By itself a gate would let six through; with each that it tells of it hears what others have taken. */
async function answerOnceHeard(gate: NetworkGate, client: string): Promise<number> {
  let answer = 200
  for (let n = 0; n < 5 && answer === 200; n++) {
    const told = await gate.told()
    answer = await gate.few(client)
    if (answer === 200) {
      await eventually('it has told of one', async () => (await gate.told()) > told)
    }
  }
  return answer
}

const CUTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'in both directions': [
    ['a', 'store'],
    ['store', 'a'],
  ],
  'on the way there': [['a', 'store']],
  'on the way back': [['store', 'a']],
}

void withPackages(t, ['redis-server', 'curl'], () =>
  withNetworks(t, async () => {
    t.test('a gate that is cut off from its store', async (t) => {
      const network = await makeNetwork(t, ['a', 'b', 'store'])
      const store = network.places.get('store')
      if (store === undefined) return
      const lines = ['port 6379', 'bind 0.0.0.0', 'protected-mode no']
      await startStoreServer(t, { lines, within: store.command })
      const text = textOf(await startApplication(t, newFolder(t)), store.address)
      const a = await startAt(t, network, { name: 'a', text })
      const b = await startAt(t, network, {
        name: 'b',
        text,
        keys: join(a.folder, 'run/keys.json'),
      })
      for (const gate of [a, b]) {
        await eventually('they know each other', async () =>
          /one other gate/.test(await gate.status()),
        )
      }
      const loads = [a, b].map(({ socket }) => startLoad(t, { port: socket, fresh: 1, keeping: 1 }))
      for (const [i, [name, cuts]] of Object.entries(CUTS).entries()) {
        const debtor = `203.0.113.${i}`
        for (const [from, to] of cuts) network.cut(from, to)
        await eventually(`a says that it is cut off ${name}`, a.isDegraded)
        t.notOk(await b.isDegraded(), 'and b is not')
        for (let n = 0; n < 6; n++) t.equal(await a.few(debtor), 200)
        t.equal(await a.few(debtor), 429, 'it counts by itself')
        const toldByA = await a.told()
        network.heal()
        await eventually('it comes back by itself', async () => !(await a.isDegraded()))
        // A moment later, as it is no request that waits for that.
        await eventually('and has told of them', async () => (await a.told()) > toldByA)
        t.equal(await answerOnceHeard(b, debtor), 429, 'b hears of what was taken at a')
      }
      for (const load of loads) {
        await eventually('many were answered', () => load.answered() > 100)
        await load.stop()
        t.ok(load.answered() > 100)
        t.strictSame(load.failures, [])
      }
    })
  }),
)
