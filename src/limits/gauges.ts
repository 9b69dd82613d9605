import { type ConnectionCaps, type Gauges, type HeldCaps } from './limits.ts'
import { KeyHash } from './hash.ts'

/** Backends one configuration may name: the width of the in-flight rows. */
export const BACKENDS_MAX = 64

/** Addresses one configuration may listen at: each is one more server in every worker. */
export const LISTENERS_MAX = 16

/**
 * Places that networks share: with a few hundred held answers two networks seldom meet, and where two
 * of many connected ones do, their caps are far above what both have.
 */
const NETWORK_PLACES = 65_536

const LISTENERS = BACKENDS_MAX
const HELD = LISTENERS + LISTENERS_MAX
const CONNECTIONS = HELD + 1
/** Networks begin at a cache line of their own. */
const HELD_NETWORKS = HELD + 16
const CONNECTED_NETWORKS = HELD_NETWORKS + NETWORK_PLACES
/** Places that the keys of limits on requests under way share. */
const KEYS = CONNECTED_NETWORKS + NETWORK_PLACES
const KEY_PLACES = 65_536
const ROW_WORDS = KEYS + KEY_PLACES

/** Two workers that both want the last place both step back once; then one of them gets it. */
const TRIES_MAX = 4

/** Bytes of memory for so many rows. */
export function gaugeBytes(rows: number): number {
  return rows * ROW_WORDS * 4
}

/**
 * Each worker counts in a row of its own, a total is the sum of a column. So there is no total that could
 * drift: when a worker dies, its row is cleared and all is right again. Who enters counts first and sums
 * afterwards, and steps back where the sum is above the cap: of all who enter at once the last to count
 * sees everybody, so the cap is never passed.
 */
export class SharedGauges implements Gauges {
  readonly #cells: Int32Array
  readonly #row: number
  readonly #hash: KeyHash

  constructor(memory: SharedArrayBuffer, seed: Uint8Array, worker: number) {
    this.#cells = new Int32Array(memory)
    this.#row = worker * ROW_WORDS
    this.#hash = new KeyHash(seed)
  }

  enterBackend(index: number, max: number): boolean {
    return this.#enter(checkIndex(index), max)
  }

  leaveBackend(index: number): void {
    this.#leave(checkIndex(index))
  }

  backendTotal(index: number): number {
    return this.#total(checkIndex(index))
  }

  enterHeld(network: string, caps: HeldCaps): boolean {
    if (!this.#enter(HELD, caps.heldMax)) return false
    if (this.#enter(this.#heldPlaceOf(network), caps.heldPerNetworkMax)) return true
    this.#leave(HELD)
    return false
  }

  leaveHeld(network: string): void {
    this.#leave(this.#heldPlaceOf(network))
    this.#leave(HELD)
  }

  heldTotal(): number {
    return this.#total(HELD)
  }

  enterKey(counter: string, key: string, max: number): boolean {
    return this.#enter(this.#keyPlaceOf(counter, key), max)
  }

  leaveKey(counter: string, key: string): void {
    this.#leave(this.#keyPlaceOf(counter, key))
  }

  enterConnection(listener: number, caps: ConnectionCaps): boolean {
    const column = LISTENERS + checkListener(listener)
    if (!this.#enter(column, caps.connectionsMax)) return false
    if (this.#enter(CONNECTIONS, caps.openMax)) return true
    this.#leave(column)
    return false
  }

  leaveConnection(listener: number): void {
    this.#leave(LISTENERS + checkListener(listener))
    this.#leave(CONNECTIONS)
  }

  enterNetwork(listener: number, network: string, max: number): boolean {
    return this.#enter(this.#connectedPlaceOf(listener, network), max)
  }

  leaveNetwork(listener: number, network: string): void {
    this.#leave(this.#connectedPlaceOf(listener, network))
  }

  connectionTotal(): number {
    return this.#total(CONNECTIONS)
  }

  clearRow(worker: number): void {
    const start = worker * ROW_WORDS
    for (let at = start; at < start + ROW_WORDS; at++) Atomics.store(this.#cells, at, 0)
  }

  #enter(column: number, max: number): boolean {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      Atomics.add(this.#cells, this.#row + column, 1)
      if (this.#total(column) <= max) return true
      Atomics.sub(this.#cells, this.#row + column, 1)
      if (this.#total(column) >= max) return false
    }
    return false
  }

  /** A leave without an enter changes nothing, or it would lift the cap for good. */
  #leave(column: number): void {
    const at = this.#row + column
    if (Atomics.load(this.#cells, at) > 0) Atomics.sub(this.#cells, at, 1)
  }

  #total(column: number): number {
    let total = 0
    for (let at = column; at < this.#cells.length; at += ROW_WORDS) {
      total += Atomics.load(this.#cells, at)
    }
    return total
  }

  #keyPlaceOf(counter: string, key: string): number {
    this.#hash.update(counter, key)
    return KEYS + (this.#hash.low & (KEY_PLACES - 1))
  }

  #heldPlaceOf(network: string): number {
    this.#hash.update('held', network)
    return HELD_NETWORKS + (this.#hash.low & (NETWORK_PLACES - 1))
  }

  #connectedPlaceOf(listener: number, network: string): number {
    this.#hash.update(CONNECTED[listener] ?? '', network)
    return CONNECTED_NETWORKS + (this.#hash.low & (NETWORK_PLACES - 1))
  }
}

/** Each listener counts for itself. */
const CONNECTED = Array.from({ length: LISTENERS_MAX }, (_, listener) => `connected ${listener}`)

function checkListener(listener: number): number {
  if (listener >= 0 && listener < LISTENERS_MAX) return listener
  throw new RangeError(`listener ${listener} is not below ${LISTENERS_MAX}`)
}

function checkIndex(index: number): number {
  if (index >= 0 && index < BACKENDS_MAX) return index
  throw new RangeError(`backend index ${index} is not below ${BACKENDS_MAX}`)
}
