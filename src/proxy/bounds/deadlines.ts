/** Deadlines are looked at so often; each may be missed by as much. */
const LOOK_MS = 1_000

/** Who has a deadline. The place belongs to `Deadlines`; -1 while there is none. */
export interface DeadlineOwner {
  deadlineAt: number
}

interface Deadline {
  owner: DeadlineOwner
  atMs: number
  expire: () => void
}

/**
 * Deadlines of many owners, at most one each, without a timer each: a request sets one and clears
 * it again millions of times for each that expires. There are as many as requests in flight, which
 * are bounded elsewhere.
 *
 * An array with the last moved into each gap, not a Map: a Map that is changed so often is copied
 * again and again, each copy holds on to the next, and the garbage collector then keeps whole
 * requests long after they are over.
 */
export class Deadlines {
  readonly #nowMs: () => number
  readonly #all: Deadline[] = []
  readonly #timer: NodeJS.Timeout

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#timer = setInterval(() => this.look(), LOOK_MS)
    this.#timer.unref()
  }

  /** Calls `expire` unless the owner clears its deadline, or sets another, within `ms`. */
  set(owner: DeadlineOwner, ms: number, expire: () => void): void {
    this.clear(owner)
    owner.deadlineAt = this.#all.length
    this.#all.push({ owner, atMs: this.#nowMs() + ms, expire })
  }

  clear(owner: DeadlineOwner): void {
    const at = owner.deadlineAt
    if (at < 0) return
    owner.deadlineAt = -1
    const last = this.#all.pop()
    if (last === undefined || last.owner === owner) return
    this.#all[at] = last
    last.owner.deadlineAt = at
  }

  /** Lets expire what is due. */
  look(): void {
    const nowMs = this.#nowMs()
    const due = this.#all.filter(({ atMs }) => atMs <= nowMs)
    for (const { owner, expire } of due) {
      // An earlier one may have cleared it.
      if (owner.deadlineAt < 0) continue
      this.clear(owner)
      expire()
    }
  }

  close(): void {
    clearInterval(this.#timer)
    for (const { owner } of this.#all) owner.deadlineAt = -1
    this.#all.length = 0
  }
}
