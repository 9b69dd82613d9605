import { createHash, timingSafeEqual } from 'node:crypto'
import { type AskOffer, type Token, isWayBack } from '../../challenge-pages/index.ts'
import {
  type Asking,
  askCookie,
  newAskValue,
  openAsking,
  readAskCookie,
  sealAsking,
} from '../../client/index.ts'
import { type GateReason, HAND_OVER_PATH, type Site } from '../../model/index.ts'
import { sendError } from '../answers/answers.ts'
import { isRead, stepsBackOf, wayBackOf } from '../answers/tokens.ts'
import { sendBack, sendElsewhere } from '../answers/way-back.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, cookieHeader } from '../reading/identify.ts'
import { isOwnPath } from '../reading/own-prefix.ts'
import { followWay, openWritten } from './doors.ts'
import { type SiteAddress, addressOf, ownAddress, urlAt } from './site-address.ts'

/** With a longer way back an address would be refused by front servers: then nobody is asked. */
const WAY_BYTES_MAX = 2_048

/** From the question to the return, over slow lines and all sites that are asked. */
export const ASKING_SECONDS = 120

/** Clocks of two machines that share a key may differ by so much. */
const SKEW_SECONDS = 2

/** A site to ask, and where. */
interface Source {
  readonly site: Site
  readonly address: SiteAddress
}

/**
 * Whether somebody who has to do the check may have done it at a site whose passes count here; null where nobody can
 * be asked. A form that was stopped is not left for it, and what is bought beyond a limit is bought here.
 */
export function askOffer(exchange: Exchange): AskOffer | null {
  const { site, method } = exchange
  if (site === null || site.passShares.length === 0 || !wantsPage(exchange)) return null
  const own = ownAddress(exchange)
  const sources = own === null ? [] : sourcesOf(exchange, own)
  if (sources.length === 0) return null
  const isFirst = readAskCookie(cookieHeader(exchange), exchange.scheme) === null
  return {
    names: sources.map((source) => source.site.brandName),
    byItself: isFirst && isRead(method) && !isOwnPath(exchange.path),
    isPlain: exchange.scheme === 'http',
  }
}

/** Whether nothing but a page of the application is wanted, whose address can be sent along. */
function wantsPage(exchange: Exchange): boolean {
  const { order, form } = exchange
  if (order !== null || form !== null || stepsBackOf(exchange) > 0) return false
  const way = wayBackOf(exchange)
  return !isOwnPath(way) && way.length <= WAY_BYTES_MAX
}

/** In the order of the configuration, those that this browser can be sent to. */
function sourcesOf(exchange: Exchange, own: SiteAddress): readonly Source[] {
  const { site, snapshot } = exchange
  return (site?.passShares ?? []).flatMap((name) => {
    const other = snapshot.sites.find((known) => known.name === name)
    const address = other === undefined ? null : addressOf(other, own, exchange)
    return other === undefined || address === null ? [] : [{ site: other, address }]
  })
}

/** `GET /.paart/ask?way=`: the check page's script goes there before it begins any work. */
export function serveAsk(exchange: Exchange, identified: Identified, gate: Gate): void {
  if (!isNavigation(exchange, identified) || isSentByOthers(exchange)) {
    return refuseSharing(exchange, gate, 'ask foreign')
  }
  const token = openWritten(new URLSearchParams(identified.query).get('way'), exchange, gate)
  askElsewhere(exchange, gate, token)
}

/** Leads the browser of a check page, whose token this is, to the first of the sites that it may have a pass of. */
export function askElsewhere(exchange: Exchange, gate: Gate, token: Token | null): void {
  if (token === null || token.stepsBack > 0 || token.order !== null) {
    return refuseSharing(exchange, gate, 'ask unusable')
  }
  followWay(exchange, token)
  const own = ownAddress(exchange)
  const [source] = own === null || askOffer(exchange) === null ? [] : sourcesOf(exchange, own)
  const value = readAskCookie(cookieHeader(exchange), exchange.scheme) ?? newAskValue()
  const cookie = askCookie(value, exchange.scheme)
  if (own === null || source === undefined || exchange.site === null) {
    tell(exchange, 'ask unusable')
    return sendBack(exchange, token.wayBack, [cookie])
  }
  tell(exchange, 'ask sent')
  exchange.tellDoor('shared', 'issued')
  const asking: Asking = {
    issuedAtSeconds: Math.floor(gate.clock.wallMs() / 1000),
    run: gate.limits.spent.run,
    serial: gate.limits.spent.issue(),
    ...gate.passes.tagsOf(exchange.header('user-agent')),
    site: exchange.site.name,
    ...own,
    asked: source.site.name,
    browser: browserOf(value),
    wayBack: token.wayBack,
  }
  sendAsking(exchange, gate, { asking, source, cookie })
}

/**
 * Leads on to the site after the one that was asked, within the time and for the one answer of the first question.
 * False where there is none.
 */
export function askNext(exchange: Exchange, gate: Gate, asking: Asking): boolean {
  const own = ownAddress(exchange)
  const sources = own === null ? [] : sourcesOf(exchange, own)
  const at = sources.findIndex(({ site }) => site.name === asking.asked)
  const source = at < 0 ? undefined : sources[at + 1]
  if (source === undefined) return false
  tell(exchange, 'ask sent')
  const tags = gate.passes.tagsOf(exchange.header('user-agent'))
  sendAsking(exchange, gate, { asking: { ...asking, ...tags, asked: source.site.name }, source })
  return true
}

function sendAsking(
  exchange: Exchange,
  gate: Gate,
  {
    asking,
    source,
    cookie,
  }: { readonly asking: Asking; readonly source: Source; readonly cookie?: string },
): void {
  const query = `?ask=${sealAsking(asking, gate.keys().signing)}`
  const url = urlAt(source.address, HAND_OVER_PATH) + query
  sendElsewhere(exchange, url, cookie === undefined ? [] : [cookie])
}

/** An asking as it came, opened. */
export interface ReadAsking {
  readonly text: string
  readonly asking: Asking
  /** Whether the kind of browser that brings it is the one that was sent. */
  readonly isSameKind: boolean
  readonly isFresh: boolean
}

/** Opens what a browser brings along; null where no gate with these keys has written it. */
export function readAsking(text: string | null, exchange: Exchange, gate: Gate): ReadAsking | null {
  const opened = openAsking(text ?? '', (tag) => gate.keys().byTag.get(tag))
  if (text === null || opened === null || !isWayBack(opened.asking.wayBack)) return null
  const { asking, key } = opened
  const { familyTag, platformTag } = gate.passes.tagsOf(exchange.header('user-agent'), key)
  return {
    text,
    asking,
    isSameKind: asking.familyTag === familyTag && asking.platformTag === platformTag,
    isFresh: isWithin(asking.issuedAtSeconds, ASKING_SECONDS, gate),
  }
}

/** Whether a moment lies no longer back than so many seconds; one in the future lies too far. */
export function isWithin(atSeconds: number, seconds: number, { clock }: Gate): boolean {
  const age = Math.floor(clock.wallMs() / 1000) - atSeconds
  return age >= -SKEW_SECONDS && age <= seconds + SKEW_SECONDS
}

/** Whether this is the browser that was sent: its cookie says so. */
export function isAsker(exchange: Exchange, { browser }: Asking): boolean {
  const value = readAskCookie(cookieHeader(exchange), exchange.scheme)
  return value !== null && timingSafeEqual(Buffer.from(browserOf(value)), digestBytes(browser))
}

/** What stands for a cookie's value; whoever reads it does not know the value. */
function browserOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** A text of another length is none of ours. */
function digestBytes(text: string): Buffer {
  return Buffer.from(text.slice(0, 43).padEnd(43, ' '))
}

/** Whether a browser loads a page into a tab here; nobody is led anywhere by anything else. */
export function isNavigation({ method }: Exchange, { purpose }: Identified): boolean {
  return method === 'GET' && purpose === 'navigation'
}

/** By Fetch Metadata; without it the token speaks for itself. */
function isSentByOthers({ header }: Exchange): boolean {
  const site = header('sec-fetch-site')
  return site !== undefined && site !== 'same-origin'
}

export function tell(exchange: Exchange, name: GateReason): void {
  exchange.reason = { what: 'gate', name, line: 0 }
}

/** Refuses what leads nowhere. */
export function refuseSharing(
  exchange: Exchange,
  gate: Gate,
  name: Extract<GateReason, `${'ask' | 'hand-over' | 'take-over'} ${'foreign' | 'unusable'}`>,
): void {
  const isUnusable = name.endsWith('unusable')
  tell(exchange, name)
  exchange.tellDoor('shared', isUnusable ? 'unusable' : 'foreign')
  const detail = 'Only the check page of a site that shares passes leads here.'
  sendError(exchange, gate, { status: isUnusable ? 400 : 403, detail })
}
