import { CLAIM_BYTES, type Claim, readClaim } from '../../challenge-pages/index.ts'
import { mayHoldKeptCookie } from '../../client/index.ts'
import { type Rate } from '../../model/index.ts'
import { sendLimit } from '../answers/limit-page.ts'
import { takeOwn } from '../bounds/own-rates.ts'
import { readOwnBody } from '../doors/own-body.ts'
import { senderOf } from '../doors/sender.ts'
import { type Exchange } from '../exchange.ts'
import { digestOf } from '../hops/hop.ts'
import { cookieHeader, type Identified } from '../reading/identify.ts'
import { takeClaim } from './claim.ts'
import { noteRepetition } from './repetition.ts'
import { recover } from './recovery.ts'
import { type KeptDesk } from './desk.ts'

/** Every claim costs a derived key: whoever sends guesses is stopped before. */
const CLAIM_RATE: Rate = { intervalMs: 100, burst: 200 }

/**
 * Looking a form up is a look at the disk for each cookie, before anybody has been judged. An office of two
 * hundred who all have forms waiting is within it; beyond it requests go their usual way.
 */
const LOOK_RATE: Rate = { intervalMs: 50, burst: 500 }

const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Whether a request may have to do with a form that is kept; nearly none has. */
export function concernsKept(exchange: Exchange, { method, purpose }: Identified): boolean {
  if (method === 'POST' && mayBeClaim(exchange)) return true
  if (purpose !== 'navigation' || (method !== 'GET' && method !== 'POST')) return false
  return mayHoldKeptCookie(exchange.header('cookie'))
}

/** Only bodies of a claim's length are looked into, whatever their cookies. */
function mayBeClaim({ header }: Exchange): boolean {
  if (header('content-length') !== String(CLAIM_BYTES)) return false
  return header('content-type')?.toLowerCase().startsWith(FORM_TYPE) === true
}

/** Answers what is asked of a kept form; false where the request is to go its usual way. */
export async function lookAtKept(
  exchange: Exchange,
  identified: Identified,
  desk: KeptDesk,
): Promise<boolean> {
  const mayLook = (): boolean => mayLookUp(exchange, desk)
  if (identified.method === 'GET') return mayLook() && recover(exchange, desk)
  const claim = mayBeClaim(exchange) ? await receiveClaim(exchange, desk) : null
  if (claim === 'gone') return true
  if (claim === null) {
    if (mayLook()) await noteRepetition(exchange, desk)
    return false
  }
  await answerClaim(exchange, identified, { ...desk, claim })
  return true
}

function mayLookUp(exchange: Exchange, { gate }: KeptDesk): boolean {
  if (!mayHoldKeptCookie(cookieHeader(exchange))) return false
  return takeOwn('kept', senderOf(exchange, gate), LOOK_RATE, gate) === 0
}

/** The claim in a request's body; a body that is none is kept in hand for whom it is for. */
async function receiveClaim(
  exchange: Exchange,
  { gate }: KeptDesk,
): Promise<Claim | null | 'gone'> {
  const body = await readOwnBody(exchange, gate, CLAIM_BYTES)
  if (body.kind !== 'read') return 'gone'
  const { hop } = exchange
  const isWhole = hop === null || hop.digest === digestOf(body.bytes)
  const claim = isWhole ? readClaim(body.bytes) : null
  exchange.received = body.bytes
  return claim
}

function answerClaim(
  exchange: Exchange,
  identified: Identified,
  { gate, kept, claim }: KeptDesk & { readonly claim: Claim },
): Promise<void> {
  const waitMs = takeOwn('claim', senderOf(exchange, gate), CLAIM_RATE, gate)
  if (waitMs === 0) return takeClaim(exchange, identified, { gate, kept, claim })
  exchange.decision = 'own'
  sendLimit(exchange, gate, waitMs)
  return Promise.resolve()
}
