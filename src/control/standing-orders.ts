import { passNameOf } from '../client/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Order, type Snapshot, spellTarget } from '../model/index.ts'
import { type Ring } from '../record/index.ts'
import { type Ending } from './operators/answer.ts'
import { OrderDesk } from './operators/order-desk.ts'
import { type OrderEvent } from './operators/order-desk-options.ts'
import { type OrdersRead, loadOrders, orderFileOf } from './operators/order-file.ts'
import { linesOf } from './operators/order-text.ts'
import { type PassNetworks } from './operators/pass-networks.ts'
import { OrderRound } from './crew/order-round.ts'
import { type Supervisor } from './crew/supervisor.ts'

/** What was in force when the gate last ended, and how workers hear of it. */
export interface StandingOrders {
  readonly read: OrdersRead
  readonly round: OrderRound
  readonly ordersFile: string
}

/** Reads what was ordered before the gate started; a damaged file is told of, and stops nothing. */
export function standingOrders(
  keysFile: string,
  nowMs: number,
  onNote: (line: string) => void,
): StandingOrders {
  const ordersFile = orderFileOf(keysFile)
  const read = loadOrders(ordersFile, nowMs)
  if (read.problem !== null) onNote(read.problem)
  return { read, ordersFile, round: new OrderRound(read.list) }
}

interface DeskTools extends StandingOrders {
  readonly clock: Clock
  readonly limits: Limits
  readonly ring: Ring
  readonly snapshot: () => Snapshot
  readonly supervisor: Supervisor
  readonly networks: PassNetworks
  readonly onNote: (line: string) => void
}

/** Opens the desk of bans, allowances, modes, drains and revoked passes: what is ordered there goes to workers, journal and log. */
export function openOrderDesk(tools: DeskTools): OrderDesk {
  const { read, round, supervisor, onNote, ordersFile: file, ...others } = tools
  const { clock, limits, ring, snapshot, networks } = others
  const revoke = (pass: string, forMs: number): boolean =>
    limits.marks.mark('revoked', pass, forMs, clock.steadyMs())
  for (const order of read.list) {
    const forMs = order.untilMs - clock.wallMs()
    if (order.kind === 'revoke' && forMs > 0) revoke(order.target.pass, forMs)
  }
  return new OrderDesk(
    {
      file,
      clock,
      snapshot,
      networks,
      isWell: (place) => limits.servers.isWell(place, clock.steadyMs()),
      passOf: (reference) => ring.find(reference)?.pass ?? null,
      revoke,
      tell: (orders) => round.tell(orders, supervisor),
      onChange(orders, what, by) {
        const who = what === 'withdrawn' ? ` by ${by}` : ''
        onNote(`${what}${who}: ${linesOf(orders).trimEnd()}`)
        tellOrders(orders, { what, by, supervisor })
      },
    },
    read,
  )
}

/** Ends a pass by its id, until the gate ends. False where no more can be. */
export function markRevoked(
  id: string,
  { proofMaxAgeSeconds, graceSeconds }: Snapshot['pass'],
  { limits, clock }: Pick<DeskTools, 'limits' | 'clock'>,
): boolean {
  const lifetimeMs = (proofMaxAgeSeconds + graceSeconds) * 1000
  return limits.marks.mark('revoked', passNameOf(id), lifetimeMs, clock.steadyMs())
}

/** In the log stands no address: a network is known by the order's number alone. Of many given together it is the first's. */
function tellOrders(
  orders: readonly Order[],
  { what, by, supervisor }: { what: OrderEvent; by: string; supervisor: Supervisor },
): void {
  const [order] = orders
  if (order === undefined) return
  const { id, kind, target, reason, untilMs } = order
  const about = target.kind === 'network' ? '' : spellTarget(target)
  const does = kind === 'mode' ? order.mode : kind
  const until = new Date(untilMs).toISOString()
  const message = what === 'begins' ? 'an order begins' : 'an order ends'
  const details = { order: id, orders: orders.length, does, about, until, by, reason }
  supervisor.tellOne({ kind: 'note', message, details })
}

/** Tells journal and log what somebody has done, however it ended. */
export function tellDone(
  { did, by, ending }: { readonly did: string; readonly by: string; readonly ending: Ending },
  supervisor: Supervisor,
  onNote: (line: string) => void,
): void {
  onNote(`${did} by ${by}: ${ending}`)
  const details = { did, by, result: ending }
  supervisor.tellOne({ kind: 'note', message: 'an operator did something', details })
}
