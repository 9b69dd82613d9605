import {
  LINK_TOKEN_CHARS_MAX,
  type RiskClass,
  type Token,
  type TokenFields,
  encodeToken,
  isWayBack,
  sealToken,
  serialAt,
} from '../../challenge-pages/index.ts'
import { CODE_PATH } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { sealedOrder } from './order.ts'

/** `GET`: what this browser's pass is. */
export const PASS_PATH = '/.paart/pass'

/** What opens the doors of a check page. Takes a place in the spent bitmap for each. */
export function checkToken(
  exchange: Exchange,
  gate: Gate,
  { risk, hasSlow }: { readonly risk: RiskClass; readonly hasSlow: boolean },
): string {
  exchange.tellDoor('silent', 'issued')
  if (hasSlow) exchange.tellDoor('slow', 'issued')
  return seal(exchange, gate, {
    kind: hasSlow ? 'both' : 'silent',
    clearance: 'worked',
    risk,
    serial: gate.limits.spent.issue(hasSlow ? 2 : 1),
  })
}

/** A challenge for the page's script. Takes one place in the spent bitmap. */
export function silentToken(exchange: Exchange, gate: Gate, risk: RiskClass): string {
  const serial = gate.limits.spent.issue()
  exchange.tellDoor('silent', 'issued')
  return seal(exchange, gate, { kind: 'silent', clearance: 'worked', risk, serial })
}

/**
 * The slow door's token for another press: its time and its place stay, so the wait so far counts. It names the class
 * that is waited for by now.
 */
export function slowTokenAgain(
  exchange: Exchange,
  gate: Gate,
  { token, risk }: { readonly token: Token; readonly risk: RiskClass },
): string {
  return seal(exchange, gate, {
    kind: 'slow',
    clearance: 'waited',
    risk,
    // Of the gate that issued it, maybe another one: there alone it is used up.
    run: token.run,
    serial: serialAt(token, 'slow'),
    issuedAtSeconds: token.issuedAtSeconds,
  })
}

const WAY = { kind: 'way', clearance: 'waited', risk: 1, serial: 0 } as const

/**
 * A token that only knows the way back: of the language switch, and of the page for codes; `way` is another
 * one. Null where no site was found.
 */
export function wayToken(exchange: Exchange, gate: Gate, way = ''): string | null {
  if (exchange.site === null) return null
  return seal(exchange, gate, isWayBack(way) ? { ...WAY, wayBack: way } : WAY)
}

/**
 * Asks whether the browser kept the cookie of the door it came through, and leads on from there. Null where
 * the way back is too long for a link.
 */
export function passLink(exchange: Exchange, gate: Gate): string | null {
  const way = seal(exchange, gate, WAY)
  return way.length > LINK_TOKEN_CHARS_MAX ? null : `${PASS_PATH}?way=${way}`
}

/** Where a page for a code is, from which a form leads on; without a way back that is too long for a link. */
export function codeLink(token: string): string {
  return token.length > LINK_TOKEN_CHARS_MAX ? CODE_PATH : `${CODE_PATH}?way=${token}`
}

/** Leads to the page for codes, from which `way` leads on. */
export function codePageToken(exchange: Exchange, gate: Gate, way: string): string | null {
  if (exchange.site === null) return null
  const link = `${CODE_PATH}?way=${way}`
  const wayBack = isWayBack(link) ? link : CODE_PATH
  return seal(exchange, gate, { ...WAY, stepsBack: 0, wayBack })
}

/**
 * Pages back in the tab's history where the form of a submission lies; 0 where a page was only
 * asked for.
 */
export function stepsBackOf(exchange: Exchange): number {
  return exchange.stepsBack ?? (isRead(exchange.method) ? 0 : 1)
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function seal(
  exchange: Exchange,
  gate: Gate,
  fields: Pick<TokenFields, 'kind' | 'clearance' | 'risk' | 'serial'> &
    Partial<Pick<TokenFields, 'run' | 'issuedAtSeconds' | 'stepsBack' | 'wayBack'>>,
): string {
  const tags = gate.passes.tagsOf(exchange.header('user-agent'))
  const sealed = sealToken(
    {
      issuedAtSeconds: Math.floor(gate.clock.wallMs() / 1000),
      stepsBack: stepsBackOf(exchange),
      wayBack: wayBackOf(exchange),
      run: gate.limits.spent.run,
      ...fields,
      ...tags,
      siteTag: gate.siteTag(exchange.site),
      order: exchange.order === null ? null : sealedOrder(exchange.order),
    },
    gate.keys().signing,
  )
  return encodeToken(sealed)
}

/** Whether less is led back to than was asked for, because it does not fit into a token. */
export function isWayCut(exchange: Exchange): boolean {
  return wayBackOf(exchange) !== (exchange.wayBack ?? exchange.target)
}

/** Path and query that lead back: what the gate itself saw, never what a client names; its root where that cannot be followed. */
export function wayBackOf({ wayBack, target, path }: Exchange): string {
  for (const way of [wayBack, target, path]) if (way !== null && isWayBack(way)) return way
  return '/'
}
