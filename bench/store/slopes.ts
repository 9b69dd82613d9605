import { spawnSync } from 'node:child_process'
import { startStoreServer, type StoreServer } from '../../test/support/applications/store-server.ts'
import { openConnection } from '../../src/store/connection.ts'
import { type Charge, type Peer } from '../../src/store/engine.ts'
import { ValkeyEngine } from '../../src/store/valkey.ts'

/** Keys of a large batch, as a gate in a flood tells them, and of a small one. */
const MANY = 1_000
const FEW = 10

/** Batches before anything is counted. */
const WARM_UP = 20

/** Nothing of it drains while it is counted. */
const HOUR_US = 3_600_000_000

/** What the store has spent so far, and holds. */
interface Spent {
  /** Of its main thread, microseconds. */
  readonly cpuUs: number
  /** Of this process, which does what a gate's main thread does, but for making pseudonyms. */
  readonly ownUs: number
  readonly inBytes: number
  readonly outBytes: number
  readonly memoryBytes: number
}

/** Lines: what a store spends on each key, batch, greeting and question for orders, by its own count. */
export async function* measureSlopes(turns: number): AsyncGenerator<string> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    yield 'redis-server is not installed: no slopes are measured'
    return
  }
  const ends: (() => unknown)[] = []
  try {
    const store = await startStoreServer({ teardown: (end) => void ends.push(end) })
    const server = { kind: 'unix', path: store.url.slice('unix:'.length) } as const
    const connection = await openConnection(server, { credentials: null, tls: {} })
    ends.push(connection.end)
    const link = { ask: (command: readonly string[]) => connection.ask(command) }
    const engine = new ValkeyEngine(link, { prefix: 'paart', gate: 'a' })
    yield* keySlopes(store, engine, turns)
    yield* otherSlopes(store, engine, turns)
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

async function* keySlopes(
  store: StoreServer,
  engine: ValkeyEngine,
  turns: number,
): AsyncGenerator<string> {
  let batch = 0
  const tell = (keys: number, costUs: number, from = 0): Promise<unknown> => {
    const charges = Array.from({ length: keys }, (_, i) => chargeOf(from + i, costUs))
    return engine.charge(`a-${++batch}`, charges)
  }
  // What it does for the first time costs more.
  for (let turn = 0; turn < WARM_UP; turn++) await tell(MANY, 1_000)
  const fresh = await each(store, turns, (turn) => tell(MANY, 1_000_000, (turn + 1) * MANY))
  yield line(`${MANY} keys that are new`, fresh, MANY)
  yield line(`${MANY} known keys`, await each(store, turns, () => tell(MANY, 1_000)), MANY)
  yield line(`${MANY} keys asked after`, await each(store, turns, () => tell(MANY, 0)), MANY)
  yield line(`${FEW} known keys`, await each(store, turns * 10, () => tell(FEW, 1_000)), FEW)
}

async function* otherSlopes(
  store: StoreServer,
  engine: ValkeyEngine,
  turns: number,
): AsyncGenerator<string> {
  for (const gates of [2, 100]) {
    for (let i = 0; i < gates; i++) await engine.greet(peerOf(i))
    const greeting = await each(store, turns, () => engine.greet(peerOf(0)))
    yield line(`a greeting of ${gates} gates`, greeting)
  }
  const read = await engine.exchange({ epoch: '', version: 0 }, [])
  const question = await each(store, turns * 10, () => engine.exchange(read, []))
  yield line('a question for orders', question)
}

function chargeOf(n: number, costUs: number): Charge {
  // As long as a pseudonym.
  return { key: n.toString(36).padStart(22, 'k'), costUs, ageUs: 50_000, capUs: HOUR_US }
}

function peerOf(n: number): Peer {
  const id = n.toString(16).padStart(12, '0')
  const since = '2026-01-01T00:00:00.000Z'
  return {
    id,
    gate: n,
    name: `gate-${n}.example.lu`,
    version: '1.2.3',
    since,
    ring: 'r'.repeat(16),
  }
}

/** What one turn of many costs, on average. */
async function each(
  store: StoreServer,
  turns: number,
  act: (turn: number) => Promise<unknown>,
): Promise<Spent> {
  const before = await spentBy(store)
  for (let turn = 0; turn < turns; turn++) await act(turn)
  const after = await spentBy(store)
  const of = (what: keyof Spent): number => (after[what] - before[what]) / turns
  return {
    cpuUs: of('cpuUs'),
    ownUs: of('ownUs'),
    inBytes: of('inBytes'),
    outBytes: of('outBytes'),
    memoryBytes: of('memoryBytes'),
  }
}

async function spentBy(store: StoreServer): Promise<Spent> {
  const text = await store.say('INFO', 'everything')
  const number = (name: string): number =>
    Number(new RegExp(`^${name}:([\\d.]+)\\r$`, 'm').exec(text)?.[1])
  const { user, system } = process.cpuUsage()
  return {
    ownUs: user + system,
    cpuUs: 1e6 * (number('used_cpu_sys_main_thread') + number('used_cpu_user_main_thread')),
    inBytes: number('total_net_input_bytes'),
    outBytes: number('total_net_output_bytes'),
    memoryBytes: number('used_memory'),
  }
}

function line(what: string, spent: Spent, keys = 1): string {
  const [cpu, own] = [spent.cpuUs / keys, spent.ownUs / keys].map((us) =>
    us.toFixed(keys > 1 ? 2 : 0),
  )
  const [inBytes, outBytes] = [spent.inBytes / keys, spent.outBytes / keys].map(Math.round)
  const per = keys > 1 ? 'a key' : 'each'
  const memory =
    spent.memoryBytes > 0 && keys > 1 ? `, ${Math.round(spent.memoryBytes / keys)} of memory` : ''
  return `slope ${what}, ${per}: ${cpu} us of the store, ${own} us of the gate; ${inBytes} bytes in, ${outBytes} out${memory}`
}
