import { KeyHash } from './hash.ts'
import { type ConnectionCaps, type Gauges, type HeldCaps, type ShareCaps } from './limits.ts'
import { Rows } from './rows.ts'
import { type Claimant, mayTake, NETWORK_LEAST } from './shares.ts'

/** Backends one configuration may name: the width of the in-flight rows. */
export const BACKENDS_MAX = 64

/** Addresses one configuration may listen at: each is one more server in every worker. */
export const LISTENERS_MAX = 16

/** Columns of totals: what each pool has lent in all. */
const BACKENDS = 0
const WEBSOCKETS = BACKENDS + BACKENDS_MAX
const LISTENERS = WEBSOCKETS + BACKENDS_MAX
const HELD = LISTENERS + LISTENERS_MAX
const CONNECTIONS = HELD + 1

/**
 * Places that networks share: of a few thousand clients that are served at once two seldom meet in one of
 * 131,072, and where two do, what both may have is far above what both have unless all is taken.
 */
const PLACES_LOG2 = 17
/**
 * Connected clients are many more, and idle: they have places of their own, with held answers. Both are things that a
 * gate has by itself, and of the others it tells other gates.
 */
const CONNECTED_PLACES_LOG2 = 16
/** Places that the keys of limits on requests under way share. */
const KEY_PLACES = 65_536

const NETWORKS = CONNECTIONS + 1
const CONNECTED_NETWORKS = NETWORKS + 2 ** PLACES_LOG2
const KEYS = CONNECTED_NETWORKS + 2 ** CONNECTED_PLACES_LOG2
const COLUMNS = KEYS + KEY_PLACES

/** Two workers that both want the last place both step back once; then one of them gets it. */
const TRIES_MAX = 4

/** Bytes of memory for so many rows. */
export function gaugeBytes(rows: number): number {
  return Rows.bytesOf(rows, COLUMNS)
}

/**
 * What is under way in all workers, and how it is shared out (`mayTake`). Who enters counts first and sums
 * afterwards, and steps back where the sum is above the cap: of all who enter at once the last to count
 * sees everybody, so the cap is never passed.
 */
export class SharedGauges implements Gauges {
  readonly #rows: Rows
  readonly #hash: KeyHash
  /** Filled for each who asks, so that a request makes no garbage. */
  readonly #held = { all: 0, network: 0, wider: 0, provider: 0 }
  /** Places that hold something at other gates. */
  #elsewhere: readonly number[] = []

  constructor(memory: SharedArrayBuffer, seed: Uint8Array, worker: number) {
    this.#rows = new Rows(memory, memory.byteLength / Rows.bytesOf(1, COLUMNS), worker)
    this.#hash = new KeyHash(seed)
  }

  enterBackend(index: number, max: number, who: Claimant): boolean {
    return this.#lend(BACKENDS + checkIndex(index), { max }, who)
  }

  mayEnterBackend(index: number, max: number, who: Claimant): boolean {
    return this.#mayHave(BACKENDS + checkIndex(index), { max }, who, 0)
  }

  leaveBackend(index: number, who: Claimant): void {
    this.#takeBack(BACKENDS + checkIndex(index), who)
  }

  backendTotal(index: number): number {
    return this.#rows.total(BACKENDS + checkIndex(index))
  }

  enterWebSocket(index: number, max: number, who: Claimant): boolean {
    return this.#lend(WEBSOCKETS + checkIndex(index), { max }, who)
  }

  leaveWebSocket(index: number, who: Claimant): void {
    this.#takeBack(WEBSOCKETS + checkIndex(index), who)
  }

  webSocketTotal(index: number): number {
    return this.#rows.total(WEBSOCKETS + checkIndex(index))
  }

  enterHeld({ heldMax, heldPerNetworkMax }: HeldCaps, who: Claimant): boolean {
    return this.#lend(HELD, { max: heldMax, networkMax: heldPerNetworkMax }, who)
  }

  leaveHeld(who: Claimant): void {
    this.#takeBack(HELD, who)
  }

  heldTotal(): number {
    return this.#rows.total(HELD)
  }

  enterKey(counter: string, key: string, max: number): boolean {
    return this.#enter(this.#keyPlaceOf(counter, key), max)
  }

  mayEnterKey(counter: string, key: string, max: number): boolean {
    return this.#rows.total(this.#keyPlaceOf(counter, key)) < max
  }

  leaveKey(counter: string, key: string): void {
    this.#rows.subtract(this.#keyPlaceOf(counter, key))
  }

  enterConnection(listener: number, caps: ConnectionCaps): boolean {
    const column = LISTENERS + checkListener(listener)
    if (!this.#enter(column, caps.connectionsMax)) return false
    if (this.#enter(CONNECTIONS, caps.openMax)) return true
    this.#rows.subtract(column)
    return false
  }

  leaveConnection(listener: number): void {
    this.#rows.subtract(LISTENERS + checkListener(listener))
    this.#rows.subtract(CONNECTIONS)
  }

  shareConnection(listener: number, caps: ShareCaps, who: Claimant): boolean {
    const pool = LISTENERS + checkListener(listener)
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      this.#add(pool, who, true)
      // It has its place already: what is above `max` are others who ask just now, and step back again.
      this.#held.all = Math.min(this.#rows.total(pool), caps.max) - 1
      if (this.#mayShare(pool, caps, who, 1)) return true
      this.#add(pool, who, false)
    }
    return false
  }

  unshareConnection(listener: number, who: Claimant): void {
    this.#add(LISTENERS + checkListener(listener), who, false)
  }

  connectionTotal(): number {
    return this.#rows.total(CONNECTIONS)
  }

  heaviest(most: number): readonly number[] {
    const rows = this.#rows
    const found: (readonly [place: number, count: number])[] = []
    if (!this.#isAnythingHeld) return []
    for (let place = 0; place < 2 ** PLACES_LOG2; place++) {
      const count = rows.ofOthers(NETWORKS + place)
      if (count > NETWORK_LEAST) found.push([place, count])
    }
    return found
      .toSorted((one, other) => other[1] - one[1])
      .slice(0, most)
      .flat()
  }

  /** Whether one network can hold so much of any pool that it is told: to look at all takes a millisecond or more. */
  get #isAnythingHeld(): boolean {
    for (let pool = BACKENDS; pool < LISTENERS; pool++) {
      if (this.#rows.total(pool) > NETWORK_LEAST) return true
    }
    return false
  }

  /** In the row of the main thread, which has nothing under way itself. */
  countElsewhere(held: ReadonlyMap<number, number>): void {
    for (const place of this.#elsewhere) {
      if (!held.has(place)) this.#rows.set(NETWORKS + place, 0)
    }
    this.#elsewhere = [...held.keys()].filter((place) => place >= 0 && place < 2 ** PLACES_LOG2)
    for (const place of this.#elsewhere) this.#rows.set(NETWORKS + place, held.get(place) ?? 0)
  }

  clearRow(worker: number): void {
    this.#rows.clear(worker)
  }

  #enter(column: number, max: number): boolean {
    const rows = this.#rows
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      rows.add(column)
      if (rows.total(column) <= max) return true
      rows.subtract(column)
      if (rows.total(column) >= max) return false
    }
    return false
  }

  /** One place of a pool, counted in all and for whoever gets it. */
  #lend(pool: number, caps: ShareCaps, who: Claimant): boolean {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      this.#rows.add(pool)
      this.#add(pool, who, true)
      if (this.#mayHave(pool, caps, who, 1)) return true
      this.#takeBack(pool, who)
      if (!this.#mayHave(pool, caps, who, 0)) return false
    }
    return false
  }

  #takeBack(pool: number, who: Claimant): void {
    this.#rows.subtract(pool)
    this.#add(pool, who, false)
  }

  #add(pool: number, who: Claimant, isMore: boolean): void {
    this.#count(placeOf(pool, who.network), isMore)
    if (who.wider !== 0) this.#count(placeOf(pool, who.wider), isMore)
    if (who.provider !== 0) this.#count(placeOf(pool, who.provider), isMore)
  }

  #count(column: number, isMore: boolean): void {
    if (isMore) this.#rows.add(column)
    else this.#rows.subtract(column)
  }

  /** Whether who asks may have one; `own` of what is counted there are its own already. */
  #mayHave(pool: number, caps: ShareCaps, who: Claimant, own: 0 | 1): boolean {
    this.#held.all = this.#rows.total(pool) - own
    return this.#mayShare(pool, caps, who, own)
  }

  /** The same, once `#held.all` says what all others have. */
  #mayShare(
    pool: number,
    { max, networkMax = max }: ShareCaps,
    who: Claimant,
    own: 0 | 1,
  ): boolean {
    const held = this.#held
    const rows = this.#rows
    held.network = rows.nearTotal(placeOf(pool, who.network)) - own
    held.wider = who.wider === 0 ? 0 : rows.nearTotal(placeOf(pool, who.wider)) - own
    held.provider = who.provider === 0 ? 0 : rows.nearTotal(placeOf(pool, who.provider)) - own
    return held.network < networkMax && mayTake(max, held, who)
  }

  #keyPlaceOf(counter: string, key: string): number {
    this.#hash.update(counter, key)
    return KEYS + (this.#hash.low & (KEY_PLACES - 1))
  }
}

/**
 * Where a network is counted in one pool. Its hash is keyed, so nobody can choose who shares a place with
 * whom; each pool mixes it anew, so that two who meet in one pool do not meet in the next.
 */
function placeOf(pool: number, hash: number): number {
  const mixed = Math.imul(hash ^ Math.imul(pool + 1, 0x85ebca6b), 0x9e3779b1)
  const isOwn = pool >= LISTENERS && pool <= HELD
  if (isOwn) return CONNECTED_NETWORKS + (mixed >>> (32 - CONNECTED_PLACES_LOG2))
  return NETWORKS + (mixed >>> (32 - PLACES_LOG2))
}

function checkListener(listener: number): number {
  if (listener >= 0 && listener < LISTENERS_MAX) return listener
  throw new RangeError(`listener ${listener} is not below ${LISTENERS_MAX}`)
}

function checkIndex(index: number): number {
  if (index >= 0 && index < BACKENDS_MAX) return index
  throw new RangeError(`backend index ${index} is not below ${BACKENDS_MAX}`)
}
