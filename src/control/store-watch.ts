import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { type KeyFile, storeSecretsOf } from '../client/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot, type StoreSettings } from '../model/index.ts'
import { callHistogram, type StoreReadings } from '../record/index.ts'
import {
  type Asks,
  type CallEnd,
  type FactBook,
  type Peer,
  type RingBook,
  type RingSecret,
  type RingSight,
  Store,
  STORE_FAULTS,
  type StoreFault,
} from '../store/index.ts'
import { type OtherGates } from './operators/explain.ts'
import { RingLook, type RingStatus } from './ring-look.ts'
import { type OnNote } from './system/note.ts'
import { version } from './system/version.ts'

/** How often it is looked at whether there is something to tell, and whether the ring is another one. */
const LOOK_MS = 1_000

/** Of what changes more often than that, one line is told. */
const NEWS_MS = 60_000

/** How what gates share is doing. */
export type StoreStatus =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'valkey'
      /** It does not serve: this gate counts alone. */
      readonly degraded: boolean
      /** Since when it is so: ISO 8601, UTC. */
      readonly since: string
      /** Why it does not serve; null where it does. */
      readonly fault: string | null
      /** Why no other gate can be asked anything though it serves; null where they can. */
      readonly alone: string | null
      /** All gates that ask it, as this one last heard. */
      readonly peers: readonly Omit<Peer, 'ring'>[]
      readonly ring: RingStatus
    }

/** Where something is wrong that keeps limits from being shared. */
type Trouble = Exclude<CallEnd['what'], 'publish'> | 'connection'

export interface StoreWatchOptions {
  readonly limits: Limits
  readonly clock: Clock
  readonly keys: () => KeyFile
  /** What all gates shall know. */
  readonly book: FactBook
  /** What they shall know of keys. */
  readonly ringBook: RingBook
  readonly onNote: OnNote
}

/** Looks after what this gate shares with others, and knows how that is doing. */
export class StoreWatch {
  readonly #options: StoreWatchOptions
  readonly #store: Store
  readonly #ring: RingLook
  #secret: RingSecret | null = null
  readonly #faultCounts = new Map<string, number>(
    Object.keys(STORE_FAULTS).map((kind) => [kind, 0]),
  )
  #lastFault: StoreFault | null = null
  readonly #calls = new Map<CallEnd['what'], ReturnType<typeof callHistogram>>([
    ['charge', callHistogram()],
    ['exchange', callHistogram()],
    ['greet', callHistogram()],
    ['publish', callHistogram()],
    ['confer', callHistogram()],
  ])
  /** What is wrong with each kind of call, and with the connection. */
  readonly #faults = new Map<Trouble, StoreFault>()
  /** Of what others say, which is not heard; and of what is said to them. Limits are shared all the same. */
  #deaf: StoreFault | null = null
  #mute: StoreFault | null = null
  #timer: NodeJS.Timeout | undefined
  #snapshot: Snapshot | null = null
  #keys: KeyFile | null = null
  #isUp = false
  #sinceMs = 0
  #toldUp = true
  #toldMs = -Infinity
  #toldAloneMs = -Infinity

  constructor(options: StoreWatchOptions) {
    this.#options = options
    const { limits, clock } = options
    this.#store = new Store({
      takings: limits.takings,
      book: options.book,
      ring: options.ringBook,
      clock,
      self: {
        id: randomBytes(6).toString('hex'),
        name: hostname()
          .replaceAll(/[^\w.:-]/g, '-')
          .slice(0, 64),
        version: version(),
        since: new Date(clock.wallMs()).toISOString(),
        gate: limits.spent.run >>> 16,
      },
      random: Math.random,
      onCall: (end) => this.#heard(end),
      onFault: (fault) => this.#failed('connection', fault),
      onDeaf: (fault) => {
        this.#deaf = fault
        if (fault !== null) this.#count(fault)
      },
    })
    this.#ring = new RingLook(
      () => options.ringBook.inUse(),
      () => this.sight,
      options.onNote,
    )
  }

  /** What is known of the other gates' keys. */
  get sight(): RingSight {
    return this.#store.sight
  }

  /** Tells the other gates what this one's keys are now, and hears theirs. */
  async shareRing(): Promise<void> {
    await this.#store.shareRing()
  }

  /** Other gates, to be asked and told. */
  get asks(): Asks {
    return this.#store.asks
  }

  /** The same, for whom it matters whether there are any: a store is configured. */
  get others(): OtherGates {
    const { store } = this.#snapshot ?? {}
    const areThere = store !== undefined && store.kind !== 'memory'
    return { areThere, ask: (question) => this.asks.ask(question) }
  }

  /** What waiting rooms share. */
  get rooms(): Store['rooms'] {
    return this.#store.rooms
  }

  /** Goes over to the store of a configuration. */
  follow(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    const { store } = snapshot
    this.#secret = this.#ring.secretOf(store)
    if (store.kind === 'memory') this.#begin()
    else this.#timer ??= setInterval(() => this.#look(), LOOK_MS)
    this.#followKeys(store)
  }

  #followKeys(store: StoreSettings): void {
    this.#keys = this.#options.keys()
    this.#store.follow(store, storeSecretsOf(this.#keys), this.#secret)
  }

  /** Nothing is known yet, and nothing was told. */
  #begin(): void {
    this.#rest()
    this.#faults.clear()
    this.#deaf = null
    this.#mute = null
    this.#isUp = false
    this.#sinceMs = 0
    this.#toldUp = true
    this.#toldMs = -Infinity
    this.#toldAloneMs = -Infinity
  }

  /** Asks no store any more, until it follows a configuration again. */
  stop(): void {
    this.#rest()
    this.#snapshot = null
    this.#store.stop()
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #heard({ what, tookMs, fault }: CallEnd): void {
    if (fault === null) this.#calls.get(what)?.observe(tookMs / 1000)
    if (what === 'publish') {
      this.#mute = fault
      if (fault !== null) this.#count(fault)
      return
    }
    if (fault !== null) return this.#failed(what, fault)
    this.#faults.delete('connection')
    this.#faults.delete(what)
    if (this.#faults.size === 0) this.#turn(true)
  }

  #failed(what: Trouble, fault: StoreFault): void {
    this.#count(fault)
    this.#faults.set(what, fault)
    this.#turn(false)
  }

  #count(fault: StoreFault): void {
    // A call that takes too long ends its connection, which says so as well.
    if (fault !== this.#lastFault) {
      this.#faultCounts.set(fault.kind, (this.#faultCounts.get(fault.kind) ?? 0) + 1)
    }
    this.#lastFault = fault
  }

  #turn(isUp: boolean): void {
    if (this.#isUp === isUp && this.#sinceMs > 0) return
    this.#isUp = isUp
    this.#sinceMs = this.#options.clock.wallMs()
    this.#tell()
  }

  /** A gate whose keys were rotated names them anew before others. */
  #look(): void {
    if (this.#snapshot === null) return
    if (this.#options.keys() !== this.#keys) this.#followKeys(this.#snapshot.store)
    this.#ring.tell()
    this.#tell()
    this.#tellAlone()
  }

  /** Why no other gate can be asked anything though the store serves; null where they can. */
  get #alone(): string | null {
    return this.#isUp ? ((this.#mute ?? this.#deaf)?.message ?? null) : null
  }

  #tellAlone(): void {
    const { clock, onNote } = this.#options
    const nowMs = clock.steadyMs()
    if (this.#alone === null || nowMs - this.#toldAloneMs < NEWS_MS) return
    this.#toldAloneMs = nowMs
    onNote(`no other gate can be asked anything: ${this.#alone}`)
  }

  /** While it does not serve one line a minute, however often that begins; and one when it serves again after that. */
  #tell(): void {
    const { clock, onNote } = this.#options
    if (this.#sinceMs === 0 || (this.#isUp && this.#toldUp)) return
    if (this.#isUp) {
      this.#toldUp = true
      // Who else asks it is known a few seconds later: this gate may be the first that is back.
      return onNote('the store serves again: limits are shared', 'info')
    }
    const nowMs = clock.steadyMs()
    if (nowMs - this.#toldMs < NEWS_MS) return
    this.#toldUp = false
    this.#toldMs = nowMs
    onNote(`the store does not serve: ${this.#fault ?? ''}; limits count at this gate alone`)
  }

  /** What says most: a call's own trouble before that of its connection. */
  get #fault(): string | null {
    const [first] = this.#faults.values()
    return first?.message ?? null
  }

  status(): StoreStatus {
    if (this.#snapshot === null || this.#snapshot.store.kind === 'memory') return { kind: 'memory' }
    const { clock } = this.#options
    return {
      kind: 'valkey',
      degraded: !this.#isUp,
      since: new Date(this.#sinceMs || clock.wallMs()).toISOString(),
      fault: this.#isUp ? null : (this.#fault ?? 'it has not answered yet'),
      alone: this.#alone,
      peers: this.#store.peers.map(withoutKeys),
      ring: this.#ring.status(),
    }
  }

  readings(): StoreReadings | null {
    if (this.#snapshot === null || this.#snapshot.store.kind === 'memory') return null
    return {
      isUp: this.#isUp,
      gates: Math.max(1, this.#store.peers.length),
      keysTold: this.#store.keysTold,
      takingsForgotten: this.#store.forgotten,
      faults: [...this.#faultCounts].map(([fault, count]) => ({ fault, count })),
      questions: this.#store.asks.counts,
      calls: [...this.#calls].map(([call, seconds]) => ({ call, seconds })),
    }
  }
}

function withoutKeys({ id, name, since, gate, ...peer }: Peer): Omit<Peer, 'ring'> {
  return { id, name, version: peer.version, since, gate }
}
