import { WAITING_ROOMS_MAX } from '../../limits/index.ts'
import { ROUTES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/**
 * People to a request under way: each looks at a page for ten times as long as it takes to come. More than
 * that, and an application that is as slow as usual is full before the room is.
 */
const PEOPLE_PER_REQUEST = 10

/** What counts for a backend where the file says nothing. */
const IN_FLIGHT_USUAL = 1024

/** Checks that waiting rooms are of use, and not too many. */
export function checkWaitingRooms(root: Place, report: Report): void {
  const backends = mapAt(root, 'backends')
  const rooms: Place[] = []
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    const routes = listAt(site, 'routes', ROUTES_MAX)
    checkNone(site, routes, report)
    const own = [site, ...routes].flatMap(({ children }) => children.get('waitingRoom') ?? [])
    const inFlightMax = inFlightOf(backends.get(textAt(site, 'backend') ?? ''))
    for (const room of own) warnOfTooMany(room, inFlightMax, report)
    rooms.push(...own.filter(({ value }) => value !== 'none'))
  }
  const beyond = rooms[WAITING_ROOMS_MAX]
  if (beyond === undefined) return
  report.error(beyond.keyOffset, {
    code: 'PAART_WAITING_ROOM',
    message: `there are more than ${WAITING_ROOMS_MAX} waiting rooms`,
    hint: 'one on a site is for all its routes together',
  })
}

function checkNone(site: Place, routes: readonly Place[], report: Report): void {
  if (site.children.has('waitingRoom')) return
  for (const { children } of routes) {
    const room = children.get('waitingRoom')
    if (room?.value !== 'none') continue
    report.error(room.keyOffset, {
      code: 'PAART_WAITING_ROOM',
      message: '"waitingRoom: none" means nothing: the site has no waiting room',
      hint: 'leave it out',
    })
  }
}

function inFlightOf(backend: Place | undefined): number {
  const written = backend?.children.get('inFlightMax')?.value
  return typeof written === 'number' ? written : IN_FLIGHT_USUAL
}

function warnOfTooMany(room: Place, inFlightMax: number, report: Report): void {
  const place = room.children.get('activeMax')
  if (place === undefined || typeof place.value !== 'number') return
  const most = inFlightMax * PEOPLE_PER_REQUEST
  if (place.value <= most) return
  report.warn(place.offset, {
    code: 'PAART_WAITING_ROOM',
    message: `${place.value} people are let in to a backend that takes ${inFlightMax} requests at once`,
    hint: `beyond "inFlightMax" they are told 503: with ${most} people or fewer that is unlikely`,
  })
}
