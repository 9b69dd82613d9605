import { LIMITS_MAX, ROUTES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** A limit that has people wait, and the route on which it does. */
interface Waits {
  readonly route: Place
  readonly limit: Place
  /** Null where there is none. */
  readonly room: Place | null
}

/** Checks that where people wait for a rate (`over: wait`) there is a room, which lets them in at one rate alone. */
export function checkRoomRates(root: Place, report: Report): void {
  const policies = mapAt(root, 'policies')
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    const waits = listAt(site, 'routes', ROUTES_MAX).flatMap((route) =>
      waitsOn(route, site, policies.get(textAt(route, 'policy') ?? '')),
    )
    for (const one of waits) {
      if (one.room === null) reportNoRoom(one, report)
      else checkAlone(one, waits, report)
    }
  }
}

function waitsOn(route: Place, site: Place, policy: Place | undefined): readonly Waits[] {
  if (policy === undefined) return []
  const written = route.children.get('waitingRoom') ?? site.children.get('waitingRoom')
  const room = written === undefined || written.value === 'none' ? null : written
  return listAt(policy, 'limits', LIMITS_MAX)
    .filter((limit) => textAt(limit, 'over') === 'wait')
    .map((limit) => ({ route, limit, room }))
}

function reportNoRoom({ route, limit }: Waits, report: Report): void {
  report.error(route.children.get('policy')?.offset ?? route.offset, {
    code: 'PAART_WAITING_ROOM',
    message: `${spoken(limit)} has people wait, and this route has no waiting room`,
    hint: 'write "waitingRoom: { activeMax: 500 }" on the route or its site',
  })
}

function checkAlone(one: Waits, waits: readonly Waits[], report: Report): void {
  const first = waits.find(({ room }) => room === one.room)
  if (first === undefined || counterOf(first) === counterOf(one)) return
  const isSameRoute = first.route === one.route
  report.error(one.limit.children.get('over')?.offset ?? one.limit.offset, {
    code: 'PAART_WAITING_ROOM',
    message: `${spoken(one.limit)} is not the only one that lets people into the waiting room of the route ${quote(textAt(one.route, 'name'))}`,
    hint: isSameRoute
      ? 'leave one of them out'
      : 'count with "key: site" by one policy, or give the route a waiting room of its own',
  })
}

/** What tells the counter of a limit on one route of a site from others. */
function counterOf({ route, limit }: Waits): string {
  const isOfSite = textAt(limit, 'key') === 'site'
  const parts = [
    textAt(route, 'policy'),
    textAt(limit, 'name'),
    isOfSite ? '' : textAt(route, 'name'),
  ]
  return parts.join(' ')
}

function spoken(limit: Place): string {
  return `the limit ${quote(textAt(limit, 'name'))}`
}
