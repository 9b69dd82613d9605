import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { LAUNCHER } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startLoad } from '../support/load.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startTwoGates } from '../support/ring-gates.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** Two rounds of gates that tell each other. */
const EXCHANGE_MS = 200

const LIMIT = '{ name: network, key: network, rate: 6/h, burst: 6, over: limit }'

function textOf(store: string): string {
  return configText({
    backendPort: origin.port,
    routes: '- { name: few, path: /few, policy: few }\n- { name: everything, policy: open }',
    policies: `few: { challenge: never, limits: [${LIMIT}] }\nopen: { challenge: never }`,
    rest: `store: ${store}`,
  })
}

function asking({ url }: StoreServer, more = ''): string {
  return textOf(`{ kind: valkey, urls: ["${url}"]${more} }`)
}

async function metric(gate: FileGate, name: string): Promise<number> {
  const { text } = await get(gate.adminPort, '/metrics')
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN)
}

async function statuses(gate: FileGate, count: number): Promise<readonly number[]> {
  const all: number[] = []
  for (let i = 0; i < count; i++) all.push((await get(gate.port, '/few')).status)
  return all
}

/** What `paart status` prints, as an operator types it. */
async function status(gate: FileGate): Promise<string> {
  const argv = ['status', '--config', gate.file]
  return (await promisify(execFile)(LAUNCHER, argv, { cwd: gate.folder })).stdout
}

void withPackages(t, ['redis-server'], async () => {
  t.test('what was taken at one gate is taken at the other', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(t, asking(server))
    for (const gate of [a, b]) {
      await eventually(
        'both are there',
        async () => (await metric(gate, 'paart_store_gates')) === 2,
      )
    }
    t.strictSame(await statuses(a, 7), [200, 200, 200, 200, 200, 200, 429])
    t.strictSame(await statuses(b, 2), [200, 200], 'b has not heard of it')
    await eventually('b has told', async () => (await metric(b, 'paart_store_keys_total')) > 0)
    let more = 0
    await eventually('what it did not know is paid back', async () => {
      if ((await statuses(b, 1))[0] === 429) return true
      // It has told, and is told in the same or the next exchange.
      await setTimeout(EXCHANGE_MS)
      more++
      return false
    })
    t.ok(more < 4, `by itself it would have let through 4 more, not ${more}`)
    const text = await status(a)
    t.match(text, /^store: valkey, serves since \S+Z; one other gate asks it$/m)
    t.equal(text.match(/^ {2}\S+ [0-9a-f]{12}, \S+, up since \S+Z$/gm)?.length, 2, text)
  })

  t.test(
    'a store that hangs, is killed and comes back empty costs no request anything',
    async (t) => {
      const server = await startStoreServer(t)
      const [gate] = await startTwoGates(t, asking(server))
      const load = startLoad(t, { port: gate.port, fresh: 1, keeping: 2 })
      const limited = startLoad(t, { port: gate.port, fresh: 0, keeping: 1, path: '/few' })
      const isUp = async (wanted: 0 | 1): Promise<void> => {
        await eventually(`paart_store_up is ${wanted}`, async () => {
          return (await metric(gate, 'paart_store_up')) === wanted
        })
        const before = load.answered()
        await eventually('requests go on', () => load.answered() > before + 100)
      }
      await isUp(1)
      server.signal('SIGSTOP')
      await isUp(0)
      t.match(
        await status(gate),
        /^store: degraded since \S+Z: .*; limits count at this gate alone$/m,
      )
      server.signal('SIGCONT')
      await isUp(1)
      await server.kill()
      await isUp(0)
      await server.start()
      await isUp(1)
      await server.say('CONFIG', 'SET', 'maxmemory', '1')
      await isUp(0)
      await eventually('status says why', async () => {
        return /^store: degraded since \S+Z: it has no room: OOM/m.test(await status(gate))
      })
      await server.say('CONFIG', 'SET', 'maxmemory', '0')
      await isUp(1)
      await load.stop()
      await limited.stop()
      t.strictSame(load.failures, [])
      t.strictSame(new Set(limited.failures), new Set(['status 429']))
      const told = gate.notes.filter((note) => note.startsWith('the store'))
      t.match(told[0], /^the store does not serve: .*; limits count at this gate alone$/)
      t.match(told[1], /^the store serves again: limits are shared$/)
      t.ok(told.length <= 8, 'a line for each change at most')
    },
  )

  t.test('a reload goes over to a store, to another name in it, and back', async (t) => {
    const server = await startStoreServer(t)
    const gate = await startFileGate(t, textOf('{ kind: memory }'))
    t.match(await status(gate), /^store: memory, this gate counts alone$/m)
    t.ok(Number.isNaN(await metric(gate, 'paart_store_up')))
    for (const prefix of ['one', 'two']) {
      gate.write(asking(server, `, prefix: ${prefix}`))
      t.equal((await gate.ask('POST', '/reload')).status, 200)
      await eventually('it is known by that name', async () => {
        return (await server.say('EXISTS', `${prefix}:gates`)) === ':1\r\n'
      })
    }
    gate.write(textOf('{ kind: memory }'))
    t.equal((await gate.ask('POST', '/reload')).status, 200)
    t.match(await status(gate), /^store: memory/m)
    t.match(await server.say('CLIENT', 'LIST'), /^\$\d+\r\n[^\n]*\r?\n\r\n$/, 'it has hung up')
  })

  t.test('a gate starts and serves without its store', async (t) => {
    const gate = await startFileGate(t, textOf('{ kind: valkey, urls: ["unix:nobody"] }'))
    t.equal((await get(gate.port, '/')).status, 200)
    await eventually('it is told', () => gate.notes.length > 0)
    t.match(gate.notes[0], /^the store does not serve: it cannot be reached: connect ENOENT/)
  })
})
