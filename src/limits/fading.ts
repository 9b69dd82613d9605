import { AGAIN, ATTEMPTS_MAX, type Buckets, isAhead, isTime, NONE } from './buckets.ts'
import { type FadingTable } from './limits.ts'
import { rateTicks, TICKS_PER_MS } from './rates.ts'

/** What has faded below this is nothing: its entry may be given away. */
const NOTHING = 1 / 16

/** With it the greatest level, some 10^7, ends within the three days that a time can lie ahead. */
const FADE_MS_MAX = 3 * 3_600_000

/**
 * A level that fades as `exp(-t / fade)` needs one number: the time at which it is down to `NOTHING`. So it
 * lies in an entry of a rate table like any other time, which only grows by what is added.
 *
 * Where all 7 entries of a bucket live, a newcomer's level is not kept: levels err downwards only.
 */
export class SharedFadingTable implements FadingTable {
  readonly #buckets: Buckets

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  level(counter: string, key: string, fadeMs: number, nowMs: number): number {
    this.#buckets.select(counter, key)
    const at = this.#buckets.find()
    return at === NONE ? 0 : levelOf(this.#buckets.timeAt(at), fadeTicks(fadeMs), rateTicks(nowMs))
  }

  add(counter: string, key: string, fadeMs: number, nowMs: number): void {
    const buckets = this.#buckets
    const now = rateTicks(nowMs)
    const fade = fadeTicks(fadeMs)
    buckets.select(counter, key)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at === NONE) {
        const claimed = buckets.claim(now)
        if (claimed === NONE) return
        if (claimed !== AGAIN && buckets.publish(claimed, timeOf(1, fade, now))) return
        continue
      }
      const seen = buckets.timeAt(at)
      if (!isTime(seen) || !buckets.holds(at)) continue
      if (buckets.advance(at, seen, timeOf(levelOf(seen, fade, now) + 1, fade, now))) return
    }
  }
}

function fadeTicks(fadeMs: number): number {
  return Math.max(1, Math.min(fadeMs, FADE_MS_MAX)) * TICKS_PER_MS
}

function levelOf(time: number, fade: number, now: number): number {
  if (!isTime(time) || !isAhead(time, now)) return 0
  return NOTHING * Math.exp(((time - now) | 0) / fade)
}

function timeOf(level: number, fade: number, now: number): number {
  return now + Math.ceil(fade * Math.log(level / NOTHING))
}
