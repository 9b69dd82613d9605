import { type Peer } from '../engine.ts'
import { type RingSecret } from './ring-secret.ts'
import { type RingWord, readWord } from './ring-word.ts'

/** A gate that asks the same store, with what it says of its keys. */
export interface RingGate extends Pick<RingWord, 'signing' | 'accepted' | 'ring'> {
  readonly id: string
  readonly name: string
}

/** So much silence, and a gate is gone: as long as the store lists it. */
const GONE_MS = 10_000

/** Between two answers of the store; what is more was the store's own silence, and no gate's. */
const STEP_MS = 3_000

/** How many gates are remembered that the store does not list any more: somebody may show ever new ones. */
const GATES_MAX = 256

interface Known extends RingGate {
  readonly beat: number
  /** When it last said something new, in time during which the store answered. */
  readonly saidMs: number
}

/**
 * Who the gates of the ring are. A store that has just come back, or that somebody writes to, does not list all of
 * them: who was there is there until it has been silent for ten seconds in which the store answered. And whoever only
 * repeats what a gate once said is silent.
 */
export class RingGates {
  readonly #known = new Map<string, Known>()
  #heardMs = -Infinity
  /** For so long the store has answered. */
  #servedMs = 0

  /** Of all others, whoever has been heard lately. */
  get others(): readonly RingGate[] {
    return [...this.#known.values()]
  }

  /** What the store has just answered to gate `self`. */
  heard(
    peers: readonly Peer[],
    by: { readonly self: string; readonly secret: RingSecret | null; readonly nowMs: number },
  ): void {
    this.#servedMs += Math.min(by.nowMs - this.#heardMs, STEP_MS)
    this.#heardMs = by.nowMs
    for (const peer of peers) if (peer.id !== by.self) this.#hear(peer, by.secret)
    for (const { id, saidMs } of this.#known.values()) {
      if (this.#servedMs - saidMs >= GONE_MS) this.#known.delete(id)
    }
  }

  #hear({ id, name, ring }: Peer, secret: RingSecret | null): void {
    const word = readWord(ring, { gate: id, secret })
    const known = this.#known.get(id)
    if (word === null || word.beat <= (known?.beat ?? -1)) return
    // Nobody who only says that it is a gate takes the place of one that has proved it.
    const isOurs = word.ring === 'ours'
    const isRoom = known === undefined ? this.#known.size < GATES_MAX : known.ring !== 'ours'
    if (isOurs || isRoom) this.#known.set(id, { ...word, id, name, saidMs: this.#servedMs })
  }

  /** Nobody is known any more. */
  forget(): void {
    this.#known.clear()
    this.#heardMs = -Infinity
  }
}
