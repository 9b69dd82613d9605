import { type Limits, type Purchase, type PurchaseTable } from './limits.ts'

/** What one proof buys beyond a limit: a form, and what its sender finds wrong with it and sends once more. */
export const PURCHASE: Purchase = { count: 5, forMs: 10 * 60_000 }

/** What was bought raises prices, and fades within an hour. */
export const PURCHASE_FADE_MS = 3_600_000

/** What gates tell each other of requests that were bought beyond limits. */
export const BOUGHT_TOPIC = 'bought'

/** What was used is told so often at most; what was bought at once, since its buyer goes on at once. */
const TELL_EVERY_MS = 100

/** Of one message, which has room for 16,384 characters: names of a limit and of a pass are some hundred. */
const ENTRIES_MAX = 48

/** What waits to be told; each has cost a proof within ten minutes. Beyond it nothing is. */
const WAITING_MAX = 4_096

/** What somebody has done at one limit since it was told last: bought, used, how often he raised a price, and whether he waits. */
type Entry = [
  counter: string,
  key: string,
  bought: number,
  used: number,
  raised: number,
  holdMs: number,
]

/** Says something to other gates, where there are any. */
export interface NewsDesk {
  readonly isAnybody: () => boolean
  readonly say: (text: string) => void
}

/**
 * Tells other gates what a worker sells and what of it is used, so that what was bought at one gate counts at all, and
 * prices rise at all. Each gate decides from its own memory: of one purchase of `n` requests each gets through at most
 * `n` at each gate, and no more than `n` in all but for what is used elsewhere within the tenth of a second until that
 * is told, or where a message is lost. A purchase whose message is lost is asked for again where it is not known.
 */
export class BoughtNews {
  readonly #desk: NewsDesk
  readonly #waiting = new Map<string, Entry>()
  #timer: NodeJS.Timeout | undefined

  constructor(desk: NewsDesk) {
    this.#desk = desk
  }

  bought(counter: string, key: string, count: number): void {
    const entry = this.#entryOf(counter, key)
    if (entry === null) return
    entry[2] += count
    setImmediate(() => this.#tell())
  }

  used(counter: string, key: string): void {
    const entry = this.#entryOf(counter, key)
    if (entry !== null) entry[3]++
  }

  /** One more was bought, by which prices rise. */
  raised(counter: string, key: string): void {
    const entry = this.#entryOf(counter, key)
    if (entry !== null) entry[4]++
  }

  held(counter: string, key: string, forMs: number): void {
    const entry = this.#entryOf(counter, key)
    if (entry !== null) entry[5] = forMs
  }

  #entryOf(counter: string, key: string): Entry | null {
    if (!this.#desk.isAnybody()) return null
    const about = `${counter}\n${key}`
    const known = this.#waiting.get(about)
    if (known !== undefined) return known
    if (this.#waiting.size >= WAITING_MAX) return null
    const entry: Entry = [counter, key, 0, 0, 0, 0]
    this.#waiting.set(about, entry)
    this.#timer ??= setTimeout(() => this.#tell(), TELL_EVERY_MS).unref()
    return entry
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const entries = [...this.#waiting.values()]
    this.#waiting.clear()
    for (let at = 0; at < entries.length; at += ENTRIES_MAX) {
      this.#desk.say(JSON.stringify(entries.slice(at, at + ENTRIES_MAX)))
    }
  }
}

/** A worker's purchases, of which others are told. */
export function toldPurchases(table: PurchaseTable, news: BoughtNews): PurchaseTable {
  return {
    hasRoom: table.hasRoom.bind(table),
    left: table.left.bind(table),
    buy(counter, key, purchase, nowMs) {
      const isKept = table.buy(counter, key, purchase, nowMs)
      if (isKept) news.bought(counter, key, purchase.count)
      return isKept
    },
    hold(counter, key, forMs, nowMs) {
      if (table.left(counter, key, nowMs) === 0) return
      table.hold(counter, key, forMs, nowMs)
      news.held(counter, key, forMs)
    },
    spend(counter, key, nowMs) {
      const isTaken = table.spend(counter, key, nowMs)
      if (isTaken) news.used(counter, key)
      return isTaken
    },
  }
}

/** More than one proof buys is nothing that a gate says. */
const COUNT_MAX = 1_000
const HOLD_MS_MAX = 86_400_000

/** Takes up what another gate tells. What is none of it changes nothing. */
export function hearBought(
  text: string,
  { purchases, fading }: Pick<Limits, 'purchases' | 'fading'>,
  nowMs: number,
): void {
  for (const [counter, key, bought, used, raised, holdMs] of entriesIn(text)) {
    if (bought > 0) purchases.buy(counter, key, { ...PURCHASE, count: bought }, nowMs)
    for (let i = 0; i < used && purchases.spend(counter, key, nowMs); i++);
    for (let i = 0; i < raised; i++) fading.add(counter, key, PURCHASE_FADE_MS, nowMs)
    if (holdMs > 0) purchases.hold(counter, key, holdMs, nowMs)
  }
}

function entriesIn(text: string): readonly Entry[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.slice(0, ENTRIES_MAX).filter(isEntry) : []
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value) || value.length !== 6) return false
  const [counter, key, ...numbers]: readonly unknown[] = value
  const [bought, used, raised, holdMs] = numbers
  const isText = typeof counter === 'string' && typeof key === 'string'
  const areCounts = [bought, used, raised].every((count) => isBelow(count, COUNT_MAX))
  return isText && areCounts && isBelow(holdMs, HOLD_MS_MAX)
}

function isBelow(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}
