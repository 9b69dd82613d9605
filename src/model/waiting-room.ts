import { type Policy, type Rate } from './policy.ts'

/** A bound on how many people use a route at once; whoever comes beyond it waits for a turn. */
export interface WaitingRoom {
  /** That of its site, or `site/route`: in `status` and metrics. */
  readonly name: string
  /** Eight hex digits that stand for the name: in the names of cookies. */
  readonly tag: string
  /** Its place among the shared rooms; a reload leaves it where it is. */
  readonly place: number
  /** People who are in at once. */
  readonly activeMax: number
  /** Whoever is in stays for so long after the last request. */
  readonly forMs: number
  /** Null where people are let in as places fall free. */
  readonly rate: RoomRate | null
  readonly line: number
}

/** The limit with `over: wait` of the room's routes: once it is over whoever is not in waits, and is let in as it allows. */
export interface RoomRate extends Rate {
  /** As a rate table knows it. */
  readonly counter: string
  readonly key: string
  readonly name: string
  readonly line: number
}

/**
 * Whether forms of a route are kept that cannot go on at once. Where nothing is ever challenged no word of the
 * policy speaks of it, and who waits for a turn shall lose nothing.
 */
export function keepsForms({
  policy,
  waitingRoom,
}: {
  readonly policy: Policy
  readonly waitingRoom: WaitingRoom | null
}): boolean {
  return policy.keepsForms || (waitingRoom !== null && policy.challenge === 'never')
}
