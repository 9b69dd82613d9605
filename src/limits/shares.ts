/**
 * Who asks for a part of something that clients compete for, as keyed hashes of its networks
 * (`Limits.hashOf`), so that nothing is hashed twice for one client.
 */
export interface Claimant {
  /** Its network (/24 or /56); of a crowd its address, or its pass. */
  readonly network: number
  /** The network around it; 0 where it is bound by none: for who holds a pass, and in crowds. */
  readonly wider: number
  /** The IPv6 /32 of its provider; 0 as above, and in IPv4. */
  readonly provider: number
  /** Whether it holds a pass that it earned over ten minutes ago: no attack begins with those. */
  readonly isSettled: boolean
}

/** What is held of something when one more asks, without what it asks for. */
export interface Holdings {
  /** By everybody. */
  readonly all: number
  /** By its network; by the wider ones, in as far as they are bound. */
  readonly network: number
  readonly wider: number
  readonly provider: number
}

/** What is asked for: one place, unless told. */
export interface Asked {
  readonly isSettled: boolean
  readonly amount?: number
  /** What one asks for at most, such as the bytes of a whole answer: what a place is among bytes. */
  readonly most?: number
}

/** Of this one divisor the last part is the reserve. */
const RESERVE_PARTS = 8

/** Of what there is, so much is shared out; the rest is the reserve. */
export const SHARED_PART = (RESERVE_PARTS - 1) / RESERVE_PARTS

/** Places that each width may have whatever is free. */
export const NETWORK_LEAST = 2
const WIDER_LEAST = 4
const PROVIDER_LEAST = 8

/** How many times what is free each width may hold. */
const WIDER_FACTOR = 2
const PROVIDER_FACTOR = 4

/** What all may have before the reserve begins: 7/8; of fewer than eight there is no eighth. */
export function sharedOf(max: number, most = 1): number {
  if (max < RESERVE_PARTS * most) return max
  return Math.floor(max * SHARED_PART)
}

/**
 * How anything bounded is shared out that clients compete for: requests in flight, connections, places,
 * bytes. Of `max` there is `free` = 7/8 of it, less what is held. Whoever asks gets it where afterwards
 *
 * - its network holds no more than `free` as it was, or two places;
 * - the network around it (four bits wider in IPv4, eight in IPv6) no more than twice as much, or four, and
 *   the IPv6 /32 no more than four times as much, or eight. These bind those alone who hold no pass;
 * - all hold no more than 7/8. The last 1/8 is one place each for whose network holds nothing, and half
 *   of that for who holds a pass that was earned over ten minutes ago.
 *
 * So what one may have depends on how crowded it is, and nobody has to be told from a crowd beforehand:
 * one network alone gets 7/16 of `max` (44 %), `n` networks 7/8 / (n + 1) each. Nobody is ever told to
 * give back: who comes first to an empty thing has more than who comes last, until it is done. **From 7/16
 * of `max` networks on, with two places each, they hold all but the reserve; newcomers get a place of
 * that each, and beyond it places as they fall free.** A network's bound is for all in it, with a pass
 * or without: whom of them a place is given is for who lends it (`Places` goes round by pass).
 *
 * Never more than `max` is held. Fewer than eight (of bytes: of what one asks for at most) have no reserve,
 * eight keep nothing of it back for old passes, and up to two are not shared out.
 */
export function mayTake(max: number, held: Holdings, asked: Asked): boolean {
  const { isSettled, amount = 1, most = 1 } = asked
  const shared = sharedOf(max, most)
  const free = shared - held.all
  if (held.network + amount > Math.max(NETWORK_LEAST * most, free)) return false
  if (held.wider + amount > Math.max(WIDER_LEAST * most, WIDER_FACTOR * free)) return false
  if (held.provider + amount > Math.max(PROVIDER_LEAST * most, PROVIDER_FACTOR * free)) return false
  if (amount <= free) return true
  const kept = isSettled ? 0 : Math.floor((max - shared) / 2)
  return held.network + amount <= most && held.all + amount <= max - kept
}
