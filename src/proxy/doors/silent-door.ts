import {
  UNITS_MAX,
  WAY_BACK_BYTES_MAX,
  algorithmOf,
  serialAt,
  type Token,
} from '../../challenge-pages/index.ts'
import { send, sendProblem } from '../answers/answers.ts'
import {
  type ProofRefusal,
  earnPass,
  isForeign,
  openOwn,
  outcomeOf,
  refusalOf,
  solveMsOf,
} from './doors.ts'
import { type Price } from '../bounds/caps.ts'
import { surroundingsOf } from '../bounds/surroundings.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { readOwnBody } from './own-body.ts'
import { silentToken } from '../answers/tokens.ts'

/** Bytes of a token around its way back (docs/proof-of-work.md). */
const TOKEN_FRAME_BYTES = 60

/** Where a token says how long its way back is. */
const WAY_BACK_LENGTH_OFFSET = 42

/** The longest token with the tags of the most units, two bytes each. */
const PROOF_BYTES_MAX = TOKEN_FRAME_BYTES + WAY_BACK_BYTES_MAX + 2 * UNITS_MAX

/** The turn of its network comes later. */
type Paced = Pick<Price, 'waitMs'>

/** What whoever sent a proof that earns nothing is answered. */
export const PROOF_REFUSALS: Readonly<
  Record<ProofRefusal, readonly [status: number, detail: string]>
> = {
  foreign: [403, 'A proof is taken from a page of this site only.'],
  'too-large': [413, 'This is longer than any proof.'],
  'bad-token': [400, 'This is no proof for this site.'],
  'other-browser': [400, 'This challenge was given to another browser.'],
  'stale-token': [409, 'This challenge has expired; fetch a new one.'],
  spent: [409, 'This challenge has been used; fetch a new one.'],
  paced: [429, 'This network has earned many passes; send the same proof again later.'],
  harder: [409, 'This network needs a harder challenge; fetch a new one.'],
  wrong: [400, 'The proof is wrong.'],
}

/**
 * `POST /.paart/proof`: token and tags earn a pass. Cheap checks come first; one submission, right
 * or wrong, spends the challenge on all workers, after its MAC and before the audit.
 */
export async function takeProof(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const judged = isForeign(exchange) ? 'foreign' : await judgeProof(exchange, identified, gate)
  if (judged === 'gone') return
  if (typeof judged === 'string') return refuse(exchange, judged)
  if ('waitMs' in judged) return sendPaced(exchange, judged.waitMs)
  exchange.reason = { what: 'gate', name: 'proof accepted', line: 0 }
  const { cookie } = await earnPass(exchange, identified, gate, 'worked')
  exchange.tellDoor('silent', 'passed', solveMsOf(judged, gate))
  send(exchange, 204, ['Set-Cookie', cookie, 'Cache-Control', 'no-store'])
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

/** The token that was proved, or why there is none. A pass for it is counted at once. */
async function judgeProof(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<Token | Paced | ProofRefusal | 'gone'> {
  const body = await readOwnBody(exchange, gate, PROOF_BYTES_MAX)
  if (body.kind !== 'read') return body.kind
  const { bytes } = body
  if (bytes.length < TOKEN_FRAME_BYTES) return 'bad-token'
  const end = TOKEN_FRAME_BYTES + bytes.readUInt16LE(WAY_BACK_LENGTH_OFFSET)
  const sealed = bytes.subarray(0, end)
  const tags = bytes.subarray(end)
  const token = openOwn(sealed, exchange, gate)
  const refusal = refusalOf(token, 'silent', exchange, gate)
  if (refusal !== null || token === null) return refusal ?? 'bad-token'
  if (algorithmOf(token, tags.length) === null) return 'bad-token'
  const { silentDoor, crowds } = exchange.snapshot
  const from = surroundingsOf(identified, crowds)
  const price = gate.caps.priceOf(from, silentDoor)
  // A token fetched from a clean network is worth nothing in a busy one.
  if (token.risk < price.risk) return 'harder'
  if (price.waitMs > 0) return price
  const wrong = spend(token, gate) ?? audit(sealed, token, tags, gate)
  if (wrong === null) gate.caps.countSilent(from, silentDoor, price)
  return wrong ?? token
}

function spend(token: Token, gate: Gate): ProofRefusal | null {
  switch (gate.limits.spent.burn(serialAt(token, 'silent'))) {
    case 'burnt':
      return null
    case 'spent':
      return 'spent'
    case 'lapsed':
      return 'stale-token'
  }
}

function audit(sealed: Buffer, token: Token, tags: Buffer, gate: Gate): ProofRefusal | null {
  const key = gate.keys().byTag.get(token.keyTag)
  return key !== undefined && gate.auditor.verify(sealed, token, tags, key) ? null : 'wrong'
}

/** `GET /.paart/challenge`: a fresh challenge for the page's script, as JSON. */
export function serveFreshChallenge(exchange: Exchange, identified: Identified, gate: Gate): void {
  // The page knows its own way back; the token of this path would lead to this path.
  exchange.wayBack = '/'
  const { crowds, silentDoor } = exchange.snapshot
  const { risk } = gate.caps.priceOf(surroundingsOf(identified, crowds), silentDoor)
  const token = silentToken(exchange, gate, risk)
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  send(exchange, 200, headers, `${JSON.stringify({ token })}\n`)
}
