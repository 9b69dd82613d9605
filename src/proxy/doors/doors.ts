import {
  LIFETIME_SECONDS,
  type Token,
  type TokenDoor,
  decodeToken,
  isFresh,
  opensDoor,
  openToken,
} from '../../challenge-pages/index.ts'
import { passEnd } from '../../client/index.ts'
import { type Clearance, type DoorOutcome } from '../../model/index.ts'
import { languageOf, send, sendError } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { readOwnBody } from './own-body.ts'
import { senderOf } from './sender.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { cookieOf } from '../answers/renewal.ts'
import { OWN_RATE, countWellFormed } from '../bounds/own-rates.ts'
import { askedHost } from '../reading/host.ts'
import { isOwnPath } from '../reading/own-prefix.ts'
import { passLink, wayToken } from '../answers/tokens.ts'
import { sendBack } from '../answers/way-back.ts'

/** Why a token does not open a door; the status code follows from it. */
export type TokenRefusal = 'bad-token' | 'other-browser' | AnewRefusal

/** Why it opens none any more, or not here: whoever has it is given another one. */
export type AnewRefusal = 'stale-token' | 'other-gate'

export function isAnew(refusal: ProofRefusal | null): refusal is AnewRefusal {
  return refusal === 'stale-token' || refusal === 'other-gate'
}

/** Why a proof earns nothing. */
export type ProofRefusal =
  | TokenRefusal
  | 'foreign'
  | 'too-large'
  | 'spent'
  | 'other-pass'
  | 'harder'
  | 'paced'
  | 'wrong'

/** What a refusal counts as. */
export function outcomeOf(refusal: ProofRefusal): DoorOutcome {
  switch (refusal) {
    case 'bad-token':
    case 'other-browser':
    case 'too-large':
      return 'unusable'
    case 'stale-token':
    case 'other-pass':
      return 'stale'
    case 'paced':
      return 'network-full'
    case 'foreign':
    case 'other-gate':
    case 'spent':
    case 'harder':
    case 'wrong':
      return refusal
  }
}

/** As far back as a token can tell. */
const STEPS_BACK_MAX = 255

/** The longest token's form: its text, the field's name, a language. */
const FORM_BYTES_MAX = 12 * 1024

/**
 * Whether a POST to one of our own paths was made by our own page: by Fetch Metadata, else by its
 * Origin. With neither header the token must speak for itself. `null` is a foreign origin.
 */
export function isForeign(exchange: Exchange): boolean {
  const site = exchange.header('sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin'
  const origin = exchange.header('origin')
  if (origin === undefined) return false
  const own = `${exchange.scheme}://${askedHost(exchange)}`
  return origin.toLowerCase() !== own.toLowerCase()
}

/** Receives a form of one of our own pages, or says why there is none; what is no form has no fields. */
export async function receiveForm(
  exchange: Exchange,
  gate: Gate,
): Promise<URLSearchParams | 'foreign' | 'too-large' | 'gone'> {
  if (isForeign(exchange)) return 'foreign'
  const body = await readOwnBody(exchange, gate, FORM_BYTES_MAX)
  return body.kind === 'read' ? new URLSearchParams(body.bytes.toString('latin1')) : body.kind
}

/** The same where nothing is told but that it is none: null where that, or nothing any more, was answered. */
export async function receiveOwnForm(
  exchange: Exchange,
  gate: Gate,
): Promise<URLSearchParams | null> {
  const form = await receiveForm(exchange, gate)
  if (form === 'foreign') refuseForm(exchange, gate, 403)
  if (form === 'too-large') refuseForm(exchange, gate, 413)
  return typeof form === 'string' ? null : form
}

/** Refuses what is no form of a page of this site. */
export function refuseForm(exchange: Exchange, gate: Gate, status: 400 | 403 | 413): void {
  const detail = 'This form is taken from a page of this site only.'
  sendError(exchange, gate, { status, detail })
}

/** A token in the text of a form or a link, opened and found to be this site's; null where it is not. */
export function openWritten(text: string | null, exchange: Exchange, gate: Gate): Token | null {
  const bytes = decodeToken(text ?? '')
  return bytes === null ? null : openOwn(bytes, exchange, gate)
}

/** Opens a token of this site; null for any other. A form that shows one counts for its network. */
export function openOwn(bytes: Uint8Array, exchange: Exchange, gate: Gate): Token | null {
  const token = openToken(bytes, (tag) => gate.keys().byTag.get(tag))
  if (token?.siteTag !== gate.siteTag(exchange.site)) return null
  countForm(exchange, gate)
  return token
}

/** Counts what was posted to one of our own paths, and is well formed. */
export function countForm(exchange: Exchange, gate: Gate): void {
  const { method, path } = exchange
  if (method !== 'POST' || !isOwnPath(path)) return
  countWellFormed(path, senderOf(exchange, gate), OWN_RATE, gate)
}

/** Whether a door's token is of its kind, this browser's, in time, and of this run or of a gate that can be asked. */
export function refusalOf(
  token: Token | null,
  door: TokenDoor,
  exchange: Exchange,
  gate: Gate,
): TokenRefusal | null {
  if (token === null || !opensDoor(token, door)) return 'bad-token'
  // The page may have been made when another key signed.
  const key = gate.keys().byTag.get(token.keyTag)
  const { familyTag, platformTag } = gate.passes.tagsOf(exchange.header('user-agent'), key)
  if (token.familyTag !== familyTag || token.platformTag !== platformTag) return 'other-browser'
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const { spent } = gate.limits
  if (!isFresh(token, nowSeconds, door)) return 'stale-token'
  if (token.run === spent.run) return null
  if (spent.isOfThisGate(token.run)) return 'stale-token'
  // Who has issued it knows whether it was used; here nobody does.
  return gate.others.areThere(exchange.snapshot) ? null : 'other-gate'
}

/** How long ago a token was issued, in seconds. */
export function ageSeconds(token: Token, gate: Gate): number {
  const age = Math.floor(gate.clock.wallMs() / 1000) - token.issuedAtSeconds
  return Math.min(Math.max(0, age), LIFETIME_SECONDS.way)
}

/** How long ago a token was issued, in ms; its own time is in whole seconds. */
export function solveMsOf(token: Token, gate: Gate): number {
  return Math.max(0, gate.clock.wallMs() - token.issuedAtSeconds * 1000)
}

/** A pass that has just been earned. */
export interface EarnedPass {
  readonly token: string
  /** Its Set-Cookie value. */
  readonly cookie: string
}

/** A new pass for whoever has just proved itself. */
export async function earnPass(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  clearance: Clearance,
): Promise<EarnedPass> {
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const times = { nowSeconds, provedAtSeconds: nowSeconds }
  const expiresAtSeconds = passEnd(exchange.snapshot.pass, times)
  const { token, name } = await gate.passes.earn({
    sites: exchange.site?.passSites ?? [],
    clearance,
    ...times,
    expiresAtSeconds,
    tags: gate.passes.tagsOf(exchange.header('user-agent')),
  })
  exchange.earnedPass = name
  const { scheme } = identified
  const lastsSeconds = expiresAtSeconds - nowSeconds
  return { token, cookie: cookieOf(exchange, { token, scheme, lastsSeconds }) }
}

/** Takes from a token where its page leads back to; this answer is one more page in the tab's history. */
export function followWay(exchange: Exchange, { wayBack, stepsBack }: Token): void {
  exchange.wayBack = wayBack
  exchange.stepsBack = stepsBack === 0 ? 0 : Math.min(stepsBack + 1, STEPS_BACK_MAX)
}

/**
 * Hands a pass to whoever came through a door by a form, and leads back: by where the browser shows whether
 * it kept the pass, since without a script nobody else could tell. Null where the pass that was shown is still it.
 */
export function leadBack(
  exchange: Exchange,
  gate: Gate,
  token: Token,
  cookie: string | null,
): void {
  const link = cookie !== null && exchange.form === null ? passLink(exchange, gate) : null
  const cookies = cookie === null ? [] : [cookie]
  if (link !== null) return sendBack(exchange, link, cookies)
  if (token.stepsBack === 0 && exchange.form === null) {
    return sendBack(exchange, token.wayBack, cookies)
  }
  sendDone(exchange, gate, cookie)
}

/** A submission was challenged: loading its address would not send it, so nothing is loaded. */
export function sendDone(exchange: Exchange, gate: Gate, cookie: string | null): void {
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).done({
    language,
    reference: exchange.reference,
    wayToken: wayToken(exchange, gate),
    stepsBack: exchange.stepsBack ?? 1,
    kept: exchange.form,
  })
  const setCookie = cookie === null ? [] : ['Set-Cookie', cookie]
  send(exchange, 200, [...pageHeadersOfOwn(page, language), ...setCookie], page.html)
}
