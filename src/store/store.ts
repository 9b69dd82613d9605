import { isDeepStrictEqual } from 'node:util'
import { type Takings } from '../limits/index.ts'
import {
  type Clock,
  type GateSpeaker,
  type StoreSettings,
  type ValkeySettings,
} from '../model/index.ts'
import { AskLine } from './ask-line.ts'
import { Asks } from './asks.ts'
import { type OpenConnection, openConnection } from './connection.ts'
import { type Engine, type Peer, StoreFault } from './engine.ts'
import { faultOf } from './faults.ts'
import { EXCHANGE_EVERY_MS, type FactBook, FactShare } from './fact-share.ts'
import { LimitShare, ROUND_MS } from './limit-share.ts'
import { Link } from './link.ts'
import { openHearing, openPrimary } from './primary.ts'
import { RoomShare } from './room-share.ts'
import { Ring, type RingBook, type RingSight } from './ring/ring.ts'
import { type RingSecret } from './ring/ring-secret.ts'
import { type StoreSecrets } from './secrets.ts'
import { ValkeyEngine } from './valkey.ts'

/** How often a gate says that it is there: five times before it is taken for gone. */
const GREET_EVERY_MS = 2_000

/** What the store has and nobody knows any more is forgotten so often. */
const PRUNE_EVERY_MS = 60_000

/** What a call to the store came to. */
export interface CallEnd {
  readonly what: keyof Engine
  readonly tookMs: number
  /** Null where it was answered. */
  readonly fault: StoreFault | null
}

export interface StoreOptions {
  readonly takings: Takings
  /** What all gates shall know. */
  readonly book: FactBook
  readonly ring: RingBook
  readonly clock: Clock
  readonly self: Omit<Peer, 'ring'> & GateSpeaker
  readonly random: () => number
  readonly onCall: (end: CallEnd) => void
  /** No connection can be had, or one was lost. */
  readonly onFault: (fault: StoreFault) => void
  /** What others say cannot be heard; null: it can. */
  readonly onDeaf: (fault: StoreFault | null) => void
  /** For tests; default: real connections. */
  readonly open?: OpenConnection
}

/**
 * What one gate shares with others, where its configuration names a store; the main thread's. It begins and ends by
 * itself, nothing waits for it, and what fails is told to `onCall` and `onFault` and tried again.
 */
export class Store {
  readonly #options: StoreOptions
  readonly #engine: Engine
  readonly #share: LimitShare
  readonly #facts: FactShare
  /** Other gates, to be asked and told. */
  readonly asks: Asks
  /** Turns of its waiting rooms are the caller's to take. */
  readonly rooms: RoomShare
  readonly #ring: Ring
  #settings: StoreSettings = { kind: 'memory' }
  #secrets: StoreSecrets | null = null
  #open: { readonly link: Link; readonly engine: Engine } | null = null
  #timers: readonly NodeJS.Timeout[] = []
  #isExchanging = false
  #isGreeting = false
  #peers: readonly Peer[] = []

  constructor(options: StoreOptions) {
    this.#options = options
    const { takings, clock, self } = options
    this.#engine = {
      charge: (...args) => this.#timed('charge', (engine) => engine.charge(...args)),
      exchange: (...args) => this.#timed('exchange', (engine) => engine.exchange(...args)),
      greet: (...args) => this.#timed('greet', (engine) => engine.greet(...args)),
      publish: (...args) => this.#timed('publish', (engine) => engine.publish(...args)),
      confer: (...args) => this.#timed('confer', (engine) => engine.confer(...args)),
    }
    this.asks = new Asks({ self, peers: () => this.#peers, clock })
    const gates = (): number => Math.max(1, this.#peers.length)
    this.#facts = new FactShare(this.#engine, options.book)
    this.#ring = new Ring({
      engine: this.#engine,
      book: options.ring,
      gate: self.id,
      steadyMs: clock.steadyMs,
    })
    this.#share = new LimitShare({
      takings,
      engine: this.#engine,
      steadyMs: clock.steadyMs,
      gates,
      gate: self.id,
    })
    this.rooms = new RoomShare({ engine: this.#engine, clock, gates })
  }

  /** All gates that ask the same store, this one among them, as it last heard; empty where none is asked. */
  get peers(): readonly Peer[] {
    return this.#peers
  }

  get keysTold(): number {
    return this.#share.keysTold
  }

  get forgotten(): number {
    return this.#share.forgotten
  }

  /** What the other gates say of their keys. */
  get sight(): RingSight {
    return this.#ring.sight
  }

  /**
   * Goes over to the store of a configuration and to the names of a ring; cheap where neither is new. `secret`: what the
   * ring itself is shared by; null where it is not.
   */
  follow(settings: StoreSettings, secrets: StoreSecrets, secret: RingSecret | null = null): void {
    const isSame = isDeepStrictEqual(settings, this.#settings)
    this.#ring.follow(secret)
    if (isSame && isDeepStrictEqual(secrets, this.#secrets)) return
    this.#secrets = secrets
    this.asks.follow(secrets)
    if (!isSame) this.#reopen(settings)
    const shared = settings.kind === 'memory' ? null : secrets
    this.#share.follow(shared)
    this.rooms.follow(shared)
    this.#facts.begin()
  }

  #reopen(settings: StoreSettings): void {
    this.stop()
    this.#settings = settings
    if (settings.kind === 'memory') return
    const { self, random, onFault, open = openConnection } = this.#options
    let isFirst = true
    const link = new Link({
      open: () => openPrimary(settings, open),
      random,
      onUp: () => {
        this.#facts.begin()
        this.#ring.begin()
        if (!isFirst) this.asks.renew()
        isFirst = false
        this.rooms.begin()
        void this.#greet()
        void this.exchange()
      },
      onFault,
    })
    this.#open = { link, engine: new ValkeyEngine(link, { ...settings, gate: self.id }) }
    this.asks.begin(settings.prefix, (channels) => this.#lineOf(settings, channels))
    this.#timers = [
      setInterval(() => void this.#round(), ROUND_MS),
      setInterval(() => void this.exchange(), EXCHANGE_EVERY_MS),
      setInterval(() => void this.#greet(), GREET_EVERY_MS),
      setInterval(() => this.#prune(), PRUNE_EVERY_MS),
    ]
  }

  #lineOf(settings: ValkeySettings, channels: readonly string[]): AskLine {
    const { random, onDeaf, open = openConnection } = this.#options
    const onMessage = (message: string, channel: string): void => this.asks.hear(message, channel)
    return new AskLine({
      engine: this.#engine,
      isSpeaking: () => this.#open?.link.isUp === true,
      open: () => openHearing(settings, open, { channels, onMessage }),
      random,
      onFault: onDeaf,
    })
  }

  /** Ends everything; `follow` begins anew. */
  stop(): void {
    this.asks.end()
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
    this.#open?.link.end()
    this.#open = null
    this.#peers = []
    this.#ring.stop()
    this.#settings = { kind: 'memory' }
    this.#share.follow(null)
    this.rooms.follow(null)
  }

  #prune(): void {
    this.#facts.prune()
    this.#ring.prune()
  }

  async #round(): Promise<void> {
    // Its calls tell what came of them.
    await this.#share.round().catch(() => undefined)
  }

  /** Hears what is new, and tells it: to be called where something is to be known at once. */
  async exchange(): Promise<void> {
    if (this.#isExchanging || this.#secrets === null) return
    this.#isExchanging = true
    try {
      // First, because whoever lacks a key cannot read what it has sealed.
      await this.#ring.round()
      await this.#facts.round(this.#secrets)
    } catch {
      // The call has told it; it is tried again.
    } finally {
      this.#isExchanging = false
    }
  }

  /** Tells the others what this gate's keys are now, and hears what theirs are. */
  async shareRing(): Promise<void> {
    await this.exchange()
    await this.#greet()
  }

  async #greet(): Promise<void> {
    if (this.#isGreeting) return
    this.#isGreeting = true
    try {
      const { self } = this.#options
      const peers = await this.#engine.greet({ ...self, ring: this.#ring.word() })
      if (this.#open === null) return
      this.#peers = peers
      this.#ring.heard(peers)
    } catch {
      // The call has told it; until the store is back there are as many as there were.
    } finally {
      this.#isGreeting = false
    }
  }

  async #timed<T>(what: keyof Engine, call: (engine: Engine) => Promise<T>): Promise<T> {
    const { clock, onCall } = this.#options
    // Why there is no connection has been told by whoever tries to get one.
    if (this.#open?.link.isUp !== true)
      throw new StoreFault('unreachable', 'there is no connection')
    const { engine } = this.#open
    const startMs = clock.steadyMs()
    const end = (fault: StoreFault | null): void =>
      onCall({ what, tookMs: clock.steadyMs() - startMs, fault })
    try {
      const answer = await call(engine)
      end(null)
      return answer
    } catch (error) {
      const fault = faultOf(error)
      end(fault)
      throw fault
    }
  }
}
