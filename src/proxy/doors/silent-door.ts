import {
  UNITS_MAX,
  TOKEN_BYTES_MAX,
  algorithmOf,
  sealedBytes,
  type Token,
} from '../../challenge-pages/index.ts'
import { send, sendProblem } from '../answers/answers.ts'
import {
  type ProofRefusal,
  isAnew,
  isForeign,
  openOwn,
  outcomeOf,
  refusalOf,
  solveMsOf,
} from './doors.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { handOver, hasBoughtMeanwhile, orderAsked, takeUpOrder } from './orders.ts'
import { readOwnBody } from './own-body.ts'
import { type Used, useUp } from './single-use.ts'
import { type CheckPrice, priceNow } from '../answers/order.ts'
import { silentToken } from '../answers/tokens.ts'

/** The longest token with the tags of the most units, two bytes each. */
const PROOF_BYTES_MAX = TOKEN_BYTES_MAX + 2 * UNITS_MAX

/** The turn of its network comes later. */
type Paced = Pick<CheckPrice, 'waitMs'>

/** What whoever sent a proof that earns nothing is answered. */
export const PROOF_REFUSALS: Readonly<
  Record<ProofRefusal, readonly [status: number, detail: string]>
> = {
  foreign: [403, 'A proof is taken from a page of this site only.'],
  'too-large': [413, 'This is longer than any proof.'],
  'bad-token': [400, 'This is no proof for this site.'],
  'other-browser': [400, 'This challenge was given to another browser.'],
  'stale-token': [409, 'This challenge is too old, or of a former start; fetch a new one.'],
  'other-gate': [409, 'This challenge was given by another gate of this site; fetch a new one.'],
  spent: [409, 'This challenge has been used; fetch a new one.'],
  paced: [429, 'This network has earned many passes; send the same proof again later.'],
  'other-pass': [409, 'This challenge was made for another pass; fetch a new one.'],
  harder: [409, 'This network needs a harder challenge; fetch a new one.'],
  wrong: [400, 'The proof is wrong.'],
}

/**
 * `POST /.paart/proof`: token and tags earn a pass, or buy requests for the one that is shown. Cheap checks come
 * first; one submission, right or wrong, spends the challenge on all workers and gates, after its MAC and before the
 * audit.
 */
export async function takeProof(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const judged = isForeign(exchange) ? 'foreign' : await judgeProof(exchange, identified, gate)
  if (judged === 'gone') return
  if (judged === 'spared') return spare(exchange)
  if (typeof judged === 'string') return refuse(exchange, judged)
  if ('waitMs' in judged) return sendPaced(exchange, judged.waitMs)
  exchange.reason = { what: 'gate', name: 'proof accepted', line: 0 }
  const { risk } = judged
  const passed = { door: 'silent', clearance: 'worked', risk } as const
  const earned = await handOver(exchange, identified, gate, passed)
  exchange.tellDoor('silent', 'passed', solveMsOf(judged, gate))
  const setCookie = earned === null ? [] : ['Set-Cookie', earned.cookie]
  send(exchange, 204, [...setCookie, 'Cache-Control', 'no-store'])
}

/** There is nothing to hand over; the challenge stays as good as it is. */
function spare(exchange: Exchange): void {
  exchange.reason = { what: 'gate', name: 'proof spared', line: 0 }
  send(exchange, 204, ['Cache-Control', 'no-store'])
}

function refuse(exchange: Exchange, refusal: ProofRefusal, retryAfterSeconds = 0): void {
  exchange.reason = { what: 'gate', name: `proof ${refusal}`, line: 0 }
  exchange.tellDoor('silent', outcomeOf(refusal))
  const [status, detail] = PROOF_REFUSALS[refusal]
  const told = status === 429 ? 'limit' : 'error'
  sendProblem(exchange, { told, status, detail, retryAfterSeconds })
}

/** Its turn comes: until then the proof stays as good as it is, and is not looked at. */
function sendPaced(exchange: Exchange, waitMs: number): void {
  refuse(exchange, 'paced', Math.max(1, Math.ceil(waitMs / 1000)))
}

/** What a proof lacks of the price; null for nothing. A token fetched from a clean network is worth nothing in a busy one. */
function shortOf(price: CheckPrice, { risk }: Token): 'harder' | Paced | null {
  if (risk < price.risk) return 'harder'
  return price.waitMs > 0 ? price : null
}

/** The token that was proved, or why there is none. A pass for it is counted at once. */
async function judgeProof(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<Token | Paced | ProofRefusal | 'spared' | 'gone'> {
  const body = await readOwnBody(exchange, gate, PROOF_BYTES_MAX)
  if (body.kind !== 'read') return body.kind
  const { bytes } = body
  const end = sealedBytes(bytes)
  const sealed = bytes.subarray(0, end)
  const tags = bytes.subarray(end)
  const token = openOwn(sealed, exchange, gate)
  if (token === null) return 'bad-token'
  const refusal = await refusalFor(token, exchange, identified, gate)
  if (refusal !== null) return refusal
  if (algorithmOf(token, tags.length) === null) return 'bad-token'
  const price = priceNow(exchange, gate, identified)
  const short = shortOf(price, token)
  if (short !== null) return short
  const using = useUp(token, 'silent', exchange, gate)
  // What this gate knows itself is known at once: nothing comes between the look at the price and its counting.
  const used = typeof using === 'string' ? using : await using
  const wrong = refusalBy(used) ?? audit(sealed, token, tags, gate)
  if (wrong === null) countPass(exchange, gate, price)
  return wrong ?? token
}

/** Why there is nothing to be proved with a token; the exchange knows its order from here on. */
async function refusalFor(
  token: Token,
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<ProofRefusal | 'spared' | null> {
  const refusal = refusalOf(token, 'silent', exchange, gate)
  if (refusal !== null && !isAnew(refusal)) return refusal
  const isForThis = await takeUpOrder(exchange, identified, gate, token)
  if (isForThis && (await hasBoughtMeanwhile(exchange, identified, gate))) return 'spared'
  return refusal ?? (isForThis ? null : 'other-pass')
}

/** Counts the pass that a proof earns; one that buys for a pass that is there earns none. */
function countPass({ snapshot }: Exchange, gate: Gate, { from, ofPass }: CheckPrice): void {
  if (ofPass !== null) gate.caps.countSilent(from, snapshot.silentDoor, ofPass)
}

function refusalBy(used: Used): ProofRefusal | null {
  switch (used) {
    case 'burnt':
      return null
    case 'lapsed':
      return 'stale-token'
    case 'spent':
    case 'other-gate':
      return used
  }
}

function audit(sealed: Buffer, token: Token, tags: Buffer, gate: Gate): ProofRefusal | null {
  const key = gate.keys().byTag.get(token.keyTag)
  return key !== undefined && gate.auditor.verify(sealed, token, tags, key) ? null : 'wrong'
}

/** `GET /.paart/challenge`: a fresh challenge for the page's script, as JSON; for the same order, where it has one. */
export async function serveFreshChallenge(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  // The page knows its own way back; the token of this path would lead to this path.
  exchange.wayBack = '/'
  await orderAsked(exchange, identified, gate, new URLSearchParams(identified.query))
  const { risk } = priceNow(exchange, gate, identified)
  const token = silentToken(exchange, gate, risk)
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  send(exchange, 200, headers, `${JSON.stringify({ token })}\n`)
}
