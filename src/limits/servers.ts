import { isAhead, timeFrom } from './buckets.ts'
import { type ServerState, type ServerStates } from './limits.ts'

/** Servers of all backends of one configuration: the number of rows. */
export const SERVERS_MAX = 256

/** A row is a cache line, so that workers that write of different servers do not meet. */
const ROW_WORDS = 16
const FAILURES = 0
const UNTIL = 1
const EJECTIONS = 2
const IS_TRIED = 3
const IS_FAILING_CHECKS = 4

/** Failures in a row, in all workers: one may be the request's fault, three with no answer between are not. */
export const EJECT_AFTER = 3

/** A restart of an application takes seconds, so a server is tried again after as many; then each time later. */
export const EJECTED_MS = 5_000
export const EJECTED_MS_MAX = 60_000

/** One request tries a server that is due. If its worker ends meanwhile, another may try after this. */
const TRIAL_MS = 30_000

/** Bytes of memory for all servers. */
export const SERVER_BYTES = SERVERS_MAX * ROW_WORDS * 4

/**
 * How each server is doing, in all workers. Words are changed one by one: where two workers do so at
 * once a server is ejected a little too long or too short, and every request finds a server anyway.
 */
export class SharedServerStates implements ServerStates {
  readonly #cells: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory)
  }

  stateOf(place: number, nowMs: number): ServerState {
    const row = rowOf(place)
    if (Atomics.load(this.#cells, row + IS_FAILING_CHECKS) === 1) return 'out'
    const until = Atomics.load(this.#cells, row + UNTIL)
    if (until === 0) return 'well'
    return isAhead(until, Math.trunc(nowMs)) ? 'out' : 'due'
  }

  isWell(place: number, nowMs: number): boolean {
    const failures = Atomics.load(this.#cells, rowOf(place) + FAILURES)
    return failures === 0 && this.stateOf(place, nowMs) === 'well'
  }

  claimTrial(place: number, nowMs: number): boolean {
    const row = rowOf(place)
    const now = Math.trunc(nowMs)
    const until = Atomics.load(this.#cells, row + UNTIL)
    if (until === 0) return true
    if (isAhead(until, now)) return false
    const next = timeFrom(now + TRIAL_MS)
    if (Atomics.compareExchange(this.#cells, row + UNTIL, until, next) !== until) return false
    // A late answer may have set it to 0: then the answer to come would not be looked at.
    Atomics.store(this.#cells, row + FAILURES, EJECT_AFTER)
    Atomics.store(this.#cells, row + IS_TRIED, 1)
    return true
  }

  answered(place: number): void {
    const row = rowOf(place)
    // Every answer comes by here; nearly always there is nothing to write.
    if (Atomics.load(this.#cells, row + FAILURES) === 0) return
    const isEjected = Atomics.load(this.#cells, row + UNTIL) !== 0
    if (!isEjected) Atomics.store(this.#cells, row + FAILURES, 0)
    // Of one that is ejected only the trial counts, not what was under way before.
    else if (Atomics.load(this.#cells, row + IS_TRIED) === 1) this.#readmit(row)
  }

  failed(place: number, nowMs: number): boolean {
    const row = rowOf(place)
    const now = Math.trunc(nowMs)
    const failures = Atomics.add(this.#cells, row + FAILURES, 1) + 1
    const wasTried = Atomics.exchange(this.#cells, row + IS_TRIED, 0) === 1
    if (failures < EJECT_AFTER) return false
    const until = Atomics.load(this.#cells, row + UNTIL)
    if (until !== 0 && isAhead(until, now) && !wasTried) return false
    const times = Atomics.load(this.#cells, row + EJECTIONS)
    const ms = Math.min(EJECTED_MS * 2 ** times, EJECTED_MS_MAX)
    const next = timeFrom(now + ms)
    // Of several that fail at once, one ejects.
    if (Atomics.compareExchange(this.#cells, row + UNTIL, until, next) !== until) return false
    Atomics.store(this.#cells, row + EJECTIONS, times + 1)
    return true
  }

  checked(place: number, isWell: boolean): boolean {
    const row = rowOf(place)
    const before = Atomics.exchange(this.#cells, row + IS_FAILING_CHECKS, isWell ? 0 : 1)
    if (before === 1 && isWell) this.#readmit(row)
    return before === (isWell ? 1 : 0)
  }

  forget(place: number): void {
    const row = rowOf(place)
    for (let at = row; at < row + ROW_WORDS; at++) Atomics.store(this.#cells, at, 0)
  }

  #readmit(row: number): void {
    for (const word of [IS_TRIED, EJECTIONS, UNTIL, FAILURES])
      Atomics.store(this.#cells, row + word, 0)
  }
}

function rowOf(place: number): number {
  if (place >= 0 && place < SERVERS_MAX) return place * ROW_WORDS
  throw new RangeError(`server place ${place} is not below ${SERVERS_MAX}`)
}
