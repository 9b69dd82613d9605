import { attachLimits, createSharedMemory, type Limits } from '../../src/limits/index.ts'
import { type Rate, type ValkeySettings } from '../../src/model/index.ts'
import { type CallEnd, Store, type StoreFault, type StoreSecrets } from '../../src/store/index.ts'

const SECRETS: StoreSecrets = {
  seed: new Uint8Array(16).fill(7),
  names: new Uint8Array(32).fill(9),
  sealing: 'k',
  byId: new Map([['k', new Uint8Array(32).fill(3)]]),
}

const SETTINGS: ValkeySettings = {
  kind: 'valkey',
  servers: [],
  sentinel: null,
  tls: null,
  user: null,
  passwordFile: null,
  ringSecretFile: null,
  prefix: 'test',
  reachedAt: null,
}

const HOURLY: Rate = { intervalMs: 60_000, burst: 10 }

/** One of several gates, without its sockets and workers: its tables and what it tells a store. */
export interface StoreGate {
  readonly limits: Limits
  readonly store: Store
  /** Its number. */
  readonly gate: number
  readonly calls: CallEnd[]
  readonly faults: StoreFault[]
  /** Of the connection that hears. */
  readonly deaf: StoreFault[]
  /** How many a key gets at once. */
  readonly takes: (key: string, rate?: Rate) => number
  readonly wait: (key: string) => number
}

export interface StoreGateOptions {
  /** Its number; else a random one. */
  readonly gate?: number
  readonly wallMs?: () => number
}

type Test = { readonly teardown: (end: () => unknown) => void }

/** Starts one, whose hashes are its own; it ends with the test. */
export function startStoreGate(
  t: Test,
  settings: Partial<ValkeySettings>,
  name = 'a',
  options: StoreGateOptions = {},
): StoreGate {
  const memory = createSharedMemory({
    workers: 1,
    seed: crypto.getRandomValues(new Uint8Array(16)),
    rateBucketsLog2: 6,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
  const worker = attachLimits(memory, 0)
  const limits = attachLimits(memory, 1)
  const { wallMs = () => Date.now() } = options
  const clock = { wallMs, steadyMs: () => performance.now() }
  const calls: CallEnd[] = []
  const faults: StoreFault[] = []
  const deaf: StoreFault[] = []
  const { gate = limits.spent.run >>> 16 } = options
  const store = new Store({
    takings: limits.takings,
    book: { all: () => [], adopt: () => undefined },
    ring: {
      all: () => [],
      adopt: () => undefined,
      inUse: () => ({ signing: '0a0a0a0a', accepted: ['0a0a0a0a'] }),
    },
    clock,
    self: {
      id: name,
      name: `host-${name}`,
      gate,
      version: '1.2.3',
      since: '2026-01-01T00:00:00.000Z',
    },
    random: () => 0,
    onCall: (end) => calls.push(end),
    onFault: (fault) => faults.push(fault),
    onDeaf: (fault) => void (fault !== null && deaf.push(fault)),
  })
  t.teardown(() => store.stop())
  store.follow({ ...SETTINGS, ...settings }, SECRETS)
  const takes: StoreGate['takes'] = (key, rate = HOURLY) => {
    let through = 0
    while (worker.rates.take('limit', key, rate, clock.steadyMs()) === 0) through++
    return through
  }
  const wait: StoreGate['wait'] = (key) => worker.rates.look('limit', key, HOURLY, clock.steadyMs())
  return { limits, store, gate, calls, faults, deaf, takes, wait }
}
