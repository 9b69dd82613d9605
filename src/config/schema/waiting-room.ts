import * as z from 'zod'
import { ACTIVE_MAX } from '../../limits/index.ts'
import { WAITING_ROOM_MS } from './bounds.ts'
import { duration, wholeNumber } from './leaf.ts'

/** How many people use something at once. */
export const waitingRoomSchema = z.strictObject({
  activeMax: wholeNumber(1, ACTIVE_MAX).describe(
    'People who are in at once, shared out among networks: one alone has 44 % of it, many have less each, and the last eighth is one for each network that has none.',
  ),
  for: duration(WAITING_ROOM_MS)
    .prefault('10m')
    .describe('Whoever is in stays for so long after the last request.'),
})

const ROUTE_ROOM = 'must be none, or a map with activeMax, for'

/** Of a route, which may be free of that of its site. */
export const routeRoomSchema = z.union(
  [z.literal('none', { error: ROUTE_ROOM }), waitingRoomSchema],
  { error: ROUTE_ROOM },
)

export type WaitingRoomConfig = z.output<typeof waitingRoomSchema>
