import { type RoomBooks } from './books.ts'
import { type RoomTerms } from './terms.ts'

/** The counters of rates, as far as rooms ask them. `limits/rates.ts` has them. */
export interface RoomRates {
  readonly look: (
    counter: string,
    key: string,
    rate: NonNullable<RoomTerms['rate']>,
    nowMs: number,
  ) => number
  readonly take: RoomRates['look']
  readonly aheadMs: (counter: string, key: string, nowMs: number) => number
  readonly raise: (counter: string, key: string, aheadMs: number, nowMs: number) => void
}

/** Whether a room lets anybody in just now, who comes new or waits, beside whether it has a place. */
export interface Admission {
  /** 0 where the next one may come in; else the ms until then. */
  readonly waitMs: () => number
  /** Lets one in who waited; false where the next one is later. */
  readonly take: () => boolean
}

const FREE: Admission = { waitMs: () => 0, take: () => true }

/**
 * What the limit of a room lets in (`over: wait`). Who comes while nobody waits is let in where it is not over, and is
 * counted when his form is; who waits is counted when he is let in. Whoever was called and did not come leaves
 * his turn to the next: it is not counted twice.
 */
export function admissionTo(
  room: RoomBooks,
  { rate = null }: RoomTerms,
  { rates, nowMs }: { readonly rates: RoomRates; readonly nowMs: number },
): Admission {
  if (rate === null) return FREE
  const { counter, key } = rate
  return {
    waitMs: () => (room.unused > 0 ? 0 : rates.look(counter, key, rate, nowMs)),
    take() {
      if (room.unused === 0) return rates.take(counter, key, rate, nowMs) === 0
      room.unused--
      return true
    },
  }
}
