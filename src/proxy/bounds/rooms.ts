import { LRUCache } from 'lru-cache'
import {
  type HeldPlace,
  type KeyRing,
  openPlace,
  placeCookie,
  placeCookieName,
  readCookies,
  sealPlace,
} from '../../client/index.ts'
import { type Limits, type RoomVisitor, type Ticket, type Turn } from '../../limits/index.ts'
import { type Clock, type Facts, type WaitingRoom } from '../../model/index.ts'
import { type Asked } from '../asked.ts'
import { type AtRoom } from '../at-room.ts'
import { type Exchange } from '../exchange.ts'
import { headerValues } from '../headers.ts'
import { type Claimants } from './claimants.ts'
import { SHARED_NETWORKS, shownNetworks } from './shown-networks.ts'

/** Who waits comes back within this, or is new: as long as anybody waits for an office to open. */
export const WAITS_SECONDS = 2 * 3600

/** Cookies whose signature is remembered: those of all rooms' people who come often. */
const COOKIES_MAX = 10_000

/** Where networks are counted in which a place is shown. */
const PLACE_COUNTS = { seen: 'place seen', networks: 'place networks' }

/** What a cookie says is written anew in so many parts of the time for which it counts. */
const RENEWALS = 4

/** Who asks for a turn, as a waiting room sees it. */
type Asker = Pick<Facts, 'address' | 'presented' | 'network' | 'purpose' | 'method'>

interface RoomTools {
  readonly limits: Limits
  readonly clock: Clock
  readonly keys: () => KeyRing
  readonly claimants: Claimants
}

/** The waiting rooms of one worker's gate: what cookies say, and what the memory of all workers makes of it. */
export class RoomDesk {
  readonly #tools: RoomTools
  readonly #known = new LRUCache<string, HeldPlace>({ max: COOKIES_MAX })

  constructor(tools: RoomTools) {
    this.#tools = tools
  }

  /** Asks to let somebody in. */
  enter(exchange: Exchange, asker: Asker, room: WaitingRoom): AtRoom {
    const held = this.#counting(exchange, asker, room)
    const visitor = {
      ...this.#visitorOf(exchange, asker, held, room),
      keeps: keepsOf(asker, exchange.asked),
    }
    return { room, held, turn: this.#tools.limits.waitingRooms.enter(room.place, room, visitor) }
  }

  /** Whether it is somebody's turn; null where no cookie of the room says who that is. Takes no place. */
  ask(exchange: Exchange, asker: Asker, room: WaitingRoom): AtRoom | null {
    const held = this.#counting(exchange, asker, room)
    if (held === null) return null
    const visitor = this.#visitorOf(exchange, asker, held, room)
    const said = this.#tools.limits.waitingRooms.ask(room.place, room, { ...visitor, ticket: held })
    const turn: Turn =
      said.kind === 'turn' ? { kind: 'in', ticket: said.ticket, isNew: false } : said
    return { room, held, turn }
  }

  /** The Set-Cookie value of a place; null where the browser has the same, and it counts for long enough. */
  cookieFor({ scheme }: Exchange, { room, turn, held }: AtRoom): string | null {
    if (turn.kind === 'through' || turn.kind === 'turned-away') return null
    const isActive = turn.kind === 'in'
    const nowSeconds = this.#nowSeconds()
    const maxAgeSeconds = lastsSeconds(isActive, room)
    if (held !== null && held.isActive === isActive && held.slot === turn.ticket.slot) {
      if (nowSeconds - held.writtenSeconds < maxAgeSeconds / RENEWALS) return null
    }
    const place = { ...turn.ticket, isActive, writtenSeconds: nowSeconds }
    const value = sealPlace(place, room.name, this.#tools.keys())
    return placeCookie(value, { tag: room.tag, scheme, maxAgeSeconds })
  }

  /** The cookie went out with an answer. */
  handOver({ room }: AtRoom, ticket: Ticket): void {
    const { limits, clock } = this.#tools
    limits.waitingRooms.handOver(room.place, ticket, clock.steadyMs())
  }

  /** It could not. */
  giveBack({ room }: AtRoom, ticket: Ticket): void {
    this.#tools.limits.waitingRooms.giveBack(room.place, ticket)
  }

  #visitorOf(
    { snapshot }: Exchange,
    { address, presented }: Asker,
    held: HeldPlace | null,
    { forMs }: WaitingRoom,
  ): Omit<RoomVisitor, 'keeps'> {
    const { clock, claimants } = this.#tools
    const wallMs = clock.wallMs()
    const who = claimants.of(address, presented, { settings: snapshot, nowMs: wallMs })
    return {
      ticket: held,
      restore: held === null ? null : this.#restoring(held, forMs),
      who: { ...who, isSettled: true },
      nowMs: clock.steadyMs(),
      wallMs,
    }
  }

  /** As what somebody comes back whose place is not known any more. */
  #restoring({ isActive, writtenSeconds }: HeldPlace, forMs: number): RoomVisitor['restore'] {
    const agoSeconds = this.#nowSeconds() - writtenSeconds
    if (isActive) return agoSeconds * 1000 <= forMs ? 'active' : null
    return agoSeconds <= WAITS_SECONDS ? 'waiting' : null
  }

  /** The place that a browser shows for a room; one that is handed round counts as none. */
  #counting(exchange: Exchange, asker: Asker, room: WaitingRoom): HeldPlace | null {
    const held = this.#heldBy(exchange, room)
    return held === null || this.#isHandedRound(held, asker) ? null : held
  }

  #heldBy({ request, scheme }: Exchange, { tag, name }: WaitingRoom): HeldPlace | null {
    const header = headerValues(request.rawHeaders, 'cookie').join('; ')
    for (const value of readCookies(header, placeCookieName(tag, scheme))) {
      const key = `${name}\0${value}`
      const held = this.#known.get(key) ?? openPlace(value, name, this.#tools.keys())
      if (held === null) continue
      this.#known.set(key, held)
      return held
    }
    return null
  }

  #isHandedRound({ idLow, idHigh }: HeldPlace, { network }: Asker): boolean {
    const { limits, clock } = this.#tools
    const shown = { id: `${idLow} ${idHigh}`, network, nowMs: clock.steadyMs() }
    return shownNetworks(limits.tallies, PLACE_COUNTS, shown).shown >= SHARED_NETWORKS
  }

  #nowSeconds(): number {
    return Math.floor(this.#tools.clock.wallMs() / 1000)
  }
}

/** How long a browser keeps the cookie of a place. */
export function lastsSeconds(isActive: boolean, { forMs }: Pick<WaitingRoom, 'forMs'>): number {
  return isActive ? Math.ceil(forMs / 1000) : WAITS_SECONDS
}

/** The longest that a cookie of one of these rooms stays. */
export function longestSeconds(rooms: readonly WaitingRoom[]): number {
  return Math.max(WAITS_SECONDS, ...rooms.map((room) => lastsSeconds(true, room)))
}

/** With a page its place can go out; who sends a form gets one with the page that asks to wait, and no other. */
function keepsOf({ purpose, method }: Asker, asked: Asked | null): RoomVisitor['keeps'] {
  if (purpose !== 'navigation' || asked === 'look') return 'nothing'
  // What another proxy forwards takes no cookie along, the page that asks to wait does.
  if (asked !== null) return method === 'GET' || method === 'POST' ? 'waiting' : 'nothing'
  if (method === 'GET') return 'any'
  return method === 'POST' ? 'waiting' : 'nothing'
}
