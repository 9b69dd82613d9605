import {
  type Asking,
  type HandedPass,
  askCookie,
  openHanded,
  passEnd,
  readAskCookie,
} from '../../client/index.ts'
import { type Clearance, type DoorOutcome } from '../../model/index.ts'
import { cookieOf } from '../answers/renewal.ts'
import { sendBack } from '../answers/way-back.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, cookieHeader, present, presentTokens } from '../reading/identify.ts'
import { clearanceAt, isEnough } from './asked-clearance.ts'
import {
  type ReadAsking,
  askNext,
  isAsker,
  isNavigation,
  isWithin,
  readAsking,
  refuseSharing,
  tell,
} from './asking.ts'
import { sendCheckPage } from './check-page.ts'
import { useUpPlace } from './single-use.ts'

/** From the moment it is handed over to the next request of the same browser, on a slow line. */
const HANDED_SECONDS = 60

/** Why a browser goes on without a pass of another site. */
type Without = 'none' | 'other-gate' | 'refused' | 'spent' | 'stale' | 'unusable'

/** What a refusal counts as. */
const OUTCOMES: Readonly<Record<Without, DoorOutcome>> = {
  none: 'none',
  'other-gate': 'other-gate',
  refused: 'none',
  spent: 'spent',
  stale: 'stale',
  unusable: 'unusable',
}

/**
 * `GET /.paart/take-over?ask=&pass=`: the return from a site that was asked. What it has handed over is taken once, from
 * the browser that was sent there and from no other, and becomes a pass of this site: with the number, the clearance
 * and the time of the proof of the one it comes of, and no later end. Without one the next site is asked, or the check
 * is done here.
 */
export async function serveTakeOver(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  if (!isNavigation(exchange, identified)) return refuseSharing(exchange, gate, 'take-over foreign')
  const query = new URLSearchParams(identified.query)
  const read = readAsking(query.get('ask'), exchange, gate)
  if (read === null || read.asking.site !== exchange.site?.name) {
    return refuseSharing(exchange, gate, 'take-over unusable')
  }
  exchange.wayBack = read.asking.wayBack
  const clearance = clearanceAt(exchange.wayBack, exchange.site)
  const presented = await present(exchange, identified, gate)
  if (presented.kind === 'held' && isEnough(presented.pass, clearance, exchange, gate)) {
    tell(exchange, 'take-over held')
    return sendBack(exchange, exchange.wayBack, [])
  }
  const around = { exchange, identified, gate }
  if (!read.isSameKind || !isAsker(exchange, read.asking)) return turnAway(around)
  const taken = await takeOver(read, { text: query.get('pass'), clearance }, around)
  if (!('cookie' in taken)) return goWithout(exchange, gate, read, taken.why)
  tell(exchange, 'take-over passed')
  exchange.tellDoor('shared', 'passed')
  sendBack(exchange, exchange.wayBack, [taken.cookie])
}

/**
 * This is not the browser that was sent; or of tabs that were opened at once another one was sent last. It is led where
 * any link could lead it, and asks nobody by itself there. One without cookies, which would, does the check here: behind
 * that comes a page of nobody's choice.
 */
function turnAway({ exchange, identified, gate }: Around): void {
  tell(exchange, 'take-over other-browser')
  exchange.tellDoor('shared', 'foreign')
  if (readAskCookie(cookieHeader(exchange), exchange.scheme) !== null) {
    return sendBack(exchange, exchange.wayBack ?? '/', [])
  }
  exchange.wayBack = '/'
  const clearance = clearanceAt('/', exchange.site)
  sendCheckPage(exchange, gate, { client: identified, clearance })
}

interface Around {
  readonly exchange: Exchange
  readonly identified: Identified
  readonly gate: Gate
}

/** The Set-Cookie value of the pass that was taken over, or why there is none. */
async function takeOver(
  { asking, text: asked, isFresh }: ReadAsking,
  wanted: { readonly text: string | null; readonly clearance: Clearance },
  around: Around,
): Promise<{ readonly cookie: string } | { readonly why: Without }> {
  const { exchange, identified, gate } = around
  if (!isFresh) return { why: 'stale' }
  if (wanted.text === null) return { why: 'none' }
  const handed = openHanded(wanted.text, asked, (tag) => gate.keys().byTag.get(tag))
  if (handed === null) return { why: 'unusable' }
  if (!isWithin(handed.handedAtSeconds, HANDED_SECONDS, gate)) return { why: 'stale' }
  const { token, lastsSeconds } = await adopt(handed, asking, around)
  // As it will be shown: its browser, its time, and whether it is revoked.
  const presented = await presentTokens([token], exchange, identified, gate)
  if (presented.kind !== 'held' || !isEnough(presented.pass, wanted.clearance, exchange, gate)) {
    return { why: 'refused' }
  }
  // Last, so that what would be refused spends nothing; of two that come at once one alone gets so far.
  const why = await spend(asking, exchange, gate)
  if (why !== null) return { why }
  exchange.earnedPass = presented.pass.name
  return { cookie: cookieOf(exchange, { token, scheme: identified.scheme, lastsSeconds }) }
}

/** A pass of this site with all that was handed over. It ends no later than the one it comes of. */
async function adopt(
  { id, clearance, provedAtSeconds, expiresAtSeconds: endsAtSeconds }: HandedPass,
  { asked }: Asking,
  { exchange, gate }: Around,
): Promise<{ readonly token: string; readonly lastsSeconds: number }> {
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const times = { nowSeconds, provedAtSeconds }
  const expiresAtSeconds = Math.min(passEnd(exchange.snapshot.pass, times), endsAtSeconds)
  const tags = gate.passes.tagsOf(exchange.header('user-agent'))
  const sites = exchange.site?.passSites ?? []
  const token = await gate.passes.adopt(
    { sites, clearance, ...times, expiresAtSeconds, tags },
    { id, via: asked },
  )
  return { token, lastsSeconds: expiresAtSeconds - nowSeconds }
}

/** The gate that has asked decides whether it was answered before. */
async function spend(asking: Asking, exchange: Exchange, gate: Gate): Promise<Without | null> {
  const used = await useUpPlace(asking, exchange, gate)
  switch (used) {
    case 'burnt':
      return null
    case 'lapsed':
      return 'stale'
    case 'spent':
    case 'other-gate':
      return used
  }
}

/** Another site may have what this one had not. */
const GOES_ON: ReadonlySet<Without> = new Set(['none', 'refused', 'unusable'])

/**
 * The check is done here, on the page that was wanted: whose cookie says by then that others were asked, so that none is
 * asked again.
 */
function goWithout(exchange: Exchange, gate: Gate, read: ReadAsking, why: Without): void {
  if (GOES_ON.has(why) && askNext(exchange, gate, read.asking)) return
  tell(exchange, `take-over ${why}`)
  exchange.tellDoor('shared', OUTCOMES[why])
  const value = readAskCookie(cookieHeader(exchange), exchange.scheme)
  const cookies = value === null ? [] : [askCookie(value, exchange.scheme)]
  sendBack(exchange, read.asking.wayBack, cookies)
}
