import { type Engine, type Peer } from '../engine.ts'
import { type FactBook, type FactShare } from '../fact-share.ts'
import { ringFacts } from './ring-facts.ts'
import { type RingGate, RingGates } from './ring-gates.ts'
import { type RingSecret } from './ring-secret.ts'
import { type KeysInUse, spellWord } from './ring-word.ts'

/**
 * After a store was away, gates are back within so long: each tries again every five seconds at least. Before that
 * nobody knows who is there.
 */
const GATHER_MS = 6_000

/** Who says nothing in this time has not been heard lately: the store does not answer. */
const FRESH_MS = 5_000

/** The keys of this gate, as others shall know them. */
export interface RingBook extends FactBook {
  /** Those that all its workers know. */
  readonly inUse: () => KeysInUse
}

/** What is known of the other gates' keys. */
export interface RingSight {
  /** The others that were heard lately. */
  readonly others: readonly RingGate[]
  /** By which secret keys are shared; null where they are not, and so nobody is waited for. */
  readonly secret: string | null
  /** The store answers, and has for long enough that all who are there have been heard. */
  readonly isFresh: boolean
}

export interface RingOptions {
  readonly engine: Pick<Engine, 'exchange'>
  readonly book: RingBook
  /** This start of this gate. */
  readonly gate: string
  readonly steadyMs: () => number
}

/** What gates of a store know of each other's keys, and, where they have one secret, of the keys themselves. */
export class Ring {
  readonly #options: RingOptions
  readonly #facts: FactShare
  readonly #gates = new RingGates()
  #secret: RingSecret | null = null
  /** Since when there is a connection, and when gates were last heard, by the steady clock. */
  #upMs = Infinity
  #heardMs = -Infinity
  #beat = 0

  constructor(options: RingOptions) {
    this.#options = options
    this.#facts = ringFacts(options.engine, options.book)
  }

  get sight(): RingSight {
    const nowMs = this.#options.steadyMs()
    const isFresh = nowMs - this.#heardMs < FRESH_MS && nowMs - this.#upMs > GATHER_MS
    return { others: this.#gates.others, secret: this.#secret?.id ?? null, isFresh }
  }

  /** Goes over to another secret; null: keys are shared with nobody. */
  follow(secret: RingSecret | null): void {
    if (secret?.id === this.#secret?.id) return
    this.#secret = secret
    this.#gates.forget()
    this.#facts.begin()
  }

  /** There is a new connection. */
  begin(): void {
    this.#upMs = this.#options.steadyMs()
    this.#facts.begin()
  }

  /** No store is asked any more. */
  stop(): void {
    this.#gates.forget()
    this.#upMs = Infinity
  }

  /** Exchanges keys until neither side has anything new. */
  async round(): Promise<void> {
    if (this.#secret !== null) await this.#facts.round(this.#secret.facts)
  }

  prune(): void {
    this.#facts.prune()
  }

  /** What this gate says of its keys in a greeting. */
  word(): string {
    const { book, gate } = this.#options
    return spellWord(book.inUse(), ++this.#beat, { gate, secret: this.#secret })
  }

  /** What all gates said in theirs. */
  heard(peers: readonly Peer[]): void {
    const nowMs = this.#options.steadyMs()
    this.#heardMs = nowMs
    this.#gates.heard(peers, { self: this.#options.gate, secret: this.#secret, nowMs })
  }
}
