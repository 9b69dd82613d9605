import { type Taking } from '../limits/index.ts'
import { type Account, type Part } from './accounts.ts'

/** Of one gate: 256 KiB at most. Of more, whoever was asked after the longest ago is a key like any other again. */
const DEBTS_MAX = 1_024

/** Asked after in one batch: a quarter of what a gate tells at most, so that all is told that is taken. */
export const ASKED_PER_BATCH_MAX = 250

/**
 * In that time several gates are to let hardly more through than one: 2 % of what the rate allows in it. Who is not
 * further ahead than a burst and so much has not got more; who is has that held against them until they have been as
 * good as new for as long.
 */
const WINDOW_MS = 600_000
const DEBT_MS_MAX = 0.02 * WINDOW_MS

/** A level is asked after so often while a burst refills: each lets somebody through at every gate. */
const ASKED_PER_BURST = 64
const ASK_EVERY_MS_MAX = 1_000

/** What is taken weighs the 2.7th part after so long: who goes over to one gate has the whole limit there soon. */
const FADE_MS = 3_000

/** What is known of a key that was in debt. */
interface Debt {
  /** When it was last seen to owe anything, be it less than a burst. */
  seenMs: number
  /** When the store was last asked after it, or told. */
  askedMs: number
  /** What was taken lately, here and at all others, by `FADE_MS`; intervals as durations. */
  hereMs: number
  elsewhereMs: number
}

/** What the store has answered of a key. */
export interface Heard {
  readonly nowMs: number
  /** Until when all lasts that was taken, by the steady clock. */
  readonly untilMs: number
  /** So much of that was taken here and is told of by this call. */
  readonly toldMs: number
}

/**
 * Keys that got much more at several gates than one would have let through. Every gate that had to do with one asks
 * after its level from then on, and lets through at once only a part of what is free: the one that was lately taken
 * there of all, at least an equal share, at least one request. Otherwise each gate would let through anew what becomes
 * free whenever somebody rests. Who gets no more than one gate allows does not come here, however often they change
 * gates. Who does and then stays at one gate has the whole rate there at once, and the whole burst after a rest: times
 * in the table do not go back, so what was held back there is not let through later.
 */
export class Overdrawn {
  /** Who was asked after the longest ago comes first. */
  readonly #debts = new Map<Account, Debt>()

  get size(): number {
    return this.#debts.size
  }

  /** Takes note of an answer, before the account learns of it. */
  hear(account: Account, heard: Heard): void {
    const { nowMs, untilMs, toldMs } = heard
    const { intervalMs, burst } = account.taking
    const isInDebt = untilMs - nowMs > burst * intervalMs + DEBT_MS_MAX
    const debt = this.#debts.get(account) ?? (isInDebt ? this.#begin(account, nowMs) : null)
    if (debt === null) return
    if (untilMs > nowMs) debt.seenMs = nowMs
    const faded = Math.exp((debt.askedMs - nowMs) / FADE_MS)
    // Whole requests: the way of an answer is not as long as that of the last one.
    const takenMs = Math.max(0, untilMs - Math.max(account.untilMs, nowMs) - toldMs)
    debt.hereMs = debt.hereMs * faded + toldMs
    debt.elsewhereMs = debt.elsewhereMs * faded + Math.round(takenMs / intervalMs) * intervalMs
    this.#ask(account, debt, nowMs)
  }

  #begin(account: Account, nowMs: number): Debt {
    const [first] = this.#debts.keys()
    if (this.#debts.size >= DEBTS_MAX && first !== undefined) this.#drop(first)
    account.isOverdrawn = true
    return { seenMs: nowMs, askedMs: nowMs, hereMs: 0, elsewhereMs: 0 }
  }

  #drop(account: Account): void {
    account.isOverdrawn = false
    this.#debts.delete(account)
  }

  /** It stands last then. */
  #ask(account: Account, debt: Debt, nowMs: number): void {
    debt.askedMs = nowMs
    this.#debts.delete(account)
    this.#debts.set(account, debt)
  }

  /** Who is to be asked after now, beside those that a batch tells of. */
  due(told: readonly Part[], nowMs: number): readonly Part[] {
    const isTold = new Set(told.map(({ account }) => account))
    const parts: Part[] = []
    for (const [account, debt] of this.#debts) {
      if (parts.length >= ASKED_PER_BATCH_MAX) break
      if (nowMs - debt.seenMs > WINDOW_MS) this.#drop(account)
      else if (nowMs - debt.askedMs >= everyMs(account.taking) && !isTold.has(account)) {
        parts.push({ account, count: 0, sinceMs: nowMs })
      }
    }
    return parts
  }

  /** How much of what is free to a key is not let through here, as a duration. */
  heldBackMs(
    account: Account,
    { levelMs, gates }: { readonly levelMs: number; readonly gates: number },
  ): number {
    const debt = this.#debts.get(account)
    if (debt === undefined) return 0
    const { intervalMs, burst } = account.taking
    const freeMs = burst * intervalMs - Math.max(0, levelMs)
    const lately = debt.hereMs + debt.elsewhereMs
    const part = Math.max(1 / gates, lately > 0 ? debt.hereMs / lately : 0)
    return Math.max(0, freeMs - Math.max(intervalMs, part * freeMs))
  }

  forget(): void {
    for (const account of this.#debts.keys()) this.#drop(account)
  }
}

function everyMs({ intervalMs, burst }: Taking): number {
  return Math.min(ASK_EVERY_MS_MAX, (burst * intervalMs) / ASKED_PER_BURST)
}
