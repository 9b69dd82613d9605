import { type Taking } from '../limits/index.ts'

/**
 * Keys of which something is untold or whose level is known: 16 MiB at most. A flood of ever new keys fills it; then
 * the oldest are told early, and what finds no room is not told.
 */
const ACCOUNTS_MAX = 65_536

/** From here on the oldest are told however little it is. */
const CROWDED = (ACCOUNTS_MAX * 3) / 4

/** What never became much is told after so long: so nothing that is taken stays untold for ever. */
const LAZY_MS = 10_000

/** What one key took here, and what is known of what it took everywhere. */
export interface Account {
  readonly taking: Taking
  /** Requests that the store has not been told of. */
  untold: number
  /** When the first of them was taken; where there are none, when the last were told. */
  sinceMs: number
  /** Until when everything lasts that the store knew of at the last answer, by the steady clock. */
  untilMs: number
  /** By which the store knows it; null until it is told of. */
  name: string | null
  /** It stays known although nothing is untold and nothing lasts: see `Overdrawn`. */
  isOverdrawn: boolean
}

/** What is cut off one account for a batch; nothing, where its level is asked after. */
export interface Part {
  readonly account: Account
  readonly count: number
  readonly sinceMs: number
}

/**
 * What all keys took here and the store has not been told of. Of one key no more stays untold for long than
 * `burst / (2 x gates)`: more makes it pressing, and so does a level beyond that. Whatever is less is told after
 * ten seconds, or it would add up: a key that takes a little at many gates would be everywhere below what is told.
 */
export class Accounts {
  readonly #accounts = new Map<number, Account>()
  readonly #pressing = new Set<Account>()
  /** Requests that the store was never told of. */
  forgotten = 0

  get size(): number {
    return this.#accounts.size
  }

  add(taking: Taking, nowMs: number, gates: number): void {
    const account = this.#accountOf(taking, nowMs)
    if (account === null) return void this.forgotten++
    if (account.untold++ === 0) this.#touch(account, nowMs)
    if (isPressing(account, nowMs, gates)) this.#pressing.add(account)
  }

  /** Notes what the store knows of a key, which may make what is untold of it pressing. */
  learn(
    account: Account,
    untilMs: number,
    by: { readonly nowMs: number; readonly gates: number },
  ): void {
    account.untilMs = untilMs
    if (account.untold > 0 && isPressing(account, by.nowMs, by.gates)) this.#pressing.add(account)
  }

  #accountOf(taking: Taking, nowMs: number): Account | null {
    const id = idOf(taking)
    const known = this.#accounts.get(id)
    if (known !== undefined) return known
    if (this.#accounts.size >= ACCOUNTS_MAX) return null
    const account = {
      taking,
      untold: 0,
      sinceMs: nowMs,
      untilMs: -Infinity,
      name: null,
      isOverdrawn: false,
    }
    this.#accounts.set(id, account)
    return account
  }

  /** Cuts off what is to be told now, of so many keys at most: what presses first, then what waits longest. */
  cut(max: number, nowMs: number): readonly Part[] {
    const parts: Part[] = []
    for (const account of this.#pressing) {
      if (parts.length >= max) return parts
      this.#pressing.delete(account)
      if (account.untold > 0) parts.push(this.#cutOff(account, nowMs))
    }
    // They stand in the order of their times, so the walk ends at the first that may wait.
    for (const account of this.#accounts.values()) {
      if (parts.length >= max || !this.#isDue(account, nowMs)) return parts
      if (account.untold > 0) parts.push(this.#cutOff(account, nowMs))
      else if (account.isOverdrawn || (account.untilMs > nowMs && !this.#isCrowded)) {
        this.#touch(account, nowMs)
      } else this.#accounts.delete(idOf(account.taking))
    }
    return parts
  }

  #isDue({ sinceMs }: Account, nowMs: number): boolean {
    return nowMs - sinceMs >= LAZY_MS || this.#isCrowded
  }

  get #isCrowded(): boolean {
    return this.#accounts.size > CROWDED
  }

  #cutOff(account: Account, nowMs: number): Part {
    const part = { account, count: account.untold, sinceMs: account.sinceMs }
    account.untold = 0
    this.#touch(account, nowMs)
    return part
  }

  /** It stands last then. */
  #touch(account: Account, nowMs: number): void {
    const id = idOf(account.taking)
    account.sinceMs = nowMs
    this.#accounts.delete(id)
    this.#accounts.set(id, account)
  }

  /** Nobody is to be told of anything any more. */
  forget(): void {
    for (const { untold } of this.#accounts.values()) this.forgotten += untold
    this.#accounts.clear()
    this.#pressing.clear()
  }
}

/** Whether a key is above `1 / (2 x gates)` of its limit, by what the store knew and what it does not yet. */
function isPressing({ taking, untold, untilMs }: Account, nowMs: number, gates: number): boolean {
  const { intervalMs, burst } = taking
  const levelMs = Math.max(0, untilMs - nowMs) + untold * intervalMs
  return levelMs > (burst * intervalMs) / (2 * gates)
}

/** 53 of the 64 bits: of 65,536 keys no two meet. */
function idOf({ low, high }: Taking): number {
  return (high & 0x1f_ffff) * 2 ** 32 + (low >>> 0)
}
