import { LIFETIME_SECONDS, type RiskClass, type Token } from '../../challenge-pages/index.ts'
import { languageOf, sendError, sendPage } from '../answers/answers.ts'
import {
  type AnewRefusal,
  isAnew,
  type EarnedPass,
  type TokenRefusal,
  ageSeconds,
  followWay,
  leadBack,
  openWritten,
  outcomeOf,
  receiveForm,
  refusalOf,
  solveMsOf,
} from './doors.ts'
import { sendCheckPage } from './check-page.ts'
import { asksForMore, serveMore } from './language-form.ts'
import { surroundingsOf } from '../bounds/surroundings.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { type CheckPrice, orderQuery, priceNow } from '../answers/order.ts'
import { handOver, hasBoughtMeanwhile, takeUpOrder } from './orders.ts'
import { useUp } from './single-use.ts'
import { slowTokenAgain } from '../answers/tokens.ts'

/** What came of a press: a new pass; null where the one that was shown has what it was for. */
export interface Pressed {
  readonly earned: EarnedPass | null
}

/**
 * `POST /.paart/wait`: the slow door. The answer is held for some seconds, then leads back with a
 * pass; a press that comes so long after its page was made is not held at all. Beyond the caps the
 * page asks for another press, and no press is ever lost: only a pass spends the token. The other buttons
 * of the page, which is one form, arrive here too.
 */
export async function takeWait(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const form = await receiveForm(exchange, gate)
  if (form === 'gone') return
  if (form === 'foreign') return refuse(exchange, gate, 'foreign')
  if (form !== 'too-large' && asksForMore(form)) return serveMore(exchange, identified, gate, form)
  const token = form === 'too-large' ? null : openWritten(form.get('token'), exchange, gate)
  if (token === null) return refuse(exchange, gate, 'bad-token')
  followWay(exchange, token)
  const pressed = await press(exchange, identified, gate, token)
  if (pressed !== null) leadBack(exchange, gate, token, pressed.earned?.cookie ?? null)
}

/**
 * The same press for a kept form, which is answered with what the service says of it. Null where its client has been
 * answered, or has left.
 */
export async function pressForForm(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  written: string | null,
): Promise<Pressed | null> {
  const token = openWritten(written, exchange, gate)
  if (token !== null) return press(exchange, identified, gate, token)
  refuse(exchange, gate, 'bad-token')
  return null
}

async function press(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  token: Token,
): Promise<Pressed | null> {
  const refusal = refusalOf(token, 'slow', exchange, gate)
  if (refusal !== null && !isAnew(refusal)) {
    refuse(exchange, gate, refusal)
    return null
  }
  const isForThis = await takeUpOrder(exchange, identified, gate, token)
  if (isForThis && (await hasBoughtMeanwhile(exchange, identified, gate))) {
    exchange.reason = { what: 'gate', name: 'wait spared', line: 0 }
    return { earned: null }
  }
  if (!isForThis || refusal !== null) {
    sendFreshCheck(exchange, identified, gate, refusal === 'other-gate' ? refusal : 'stale')
  } else if (await waitOut(exchange, identified, gate, token)) {
    const { risk } = token
    const passed = { door: 'slow', clearance: 'waited', risk } as const
    const earned = await handOver(exchange, identified, gate, passed)
    exchange.reason = { what: 'gate', name: 'wait accepted', line: 0 }
    exchange.tellDoor('slow', 'passed', solveMsOf(token, gate))
    return { earned }
  }
  return null
}

/** Nobody waits longer in all: so there are two minutes to press in, before the page that was waited on is too old. */
const WHOLE_WAIT_MS_MAX = LIFETIME_SECONDS.slow * 1000 - 120_000

/**
 * How long somebody has to wait in all. What is bought beyond a limit is as dear here as by work: the wait doubles with
 * its class. For a pass it is always the same.
 */
function wholeWaitMs({ snapshot }: Exchange, { risk, order }: Token, price: CheckPrice): number {
  const { waitMs } = snapshot.slowDoor
  return order === null ? waitMs : Math.min(waitMs * dearer(risk, price), WHOLE_WAIT_MS_MAX)
}

function dearer(risk: RiskClass, price: CheckPrice): RiskClass {
  return price.risk > risk ? price.risk : risk
}

/** Waits as long as is left to wait; false where its client has been answered, or has left. */
async function waitOut(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  token: Token,
): Promise<boolean> {
  const { slowDoor, crowds } = exchange.snapshot
  const { waitMs } = slowDoor
  // A token knows whole seconds: one more makes sure that the wait has been a whole one.
  const price = priceNow(exchange, gate, identified)
  const wholeMs = wholeWaitMs(exchange, token, price)
  const restMs = wholeMs + 1_000 - ageSeconds(token, gate) * 1000
  const pacedMs = price.orderMs
  const again = { token, risk: token.order === null ? token.risk : dearer(token.risk, price) }
  // A longer wait is not held: nobody keeps a tab open on an answer that does not come.
  if (restMs > waitMs + 1_000 || pacedMs > 0) {
    sendPressAgain(exchange, gate, again, Math.max(restMs, pacedMs))
    return false
  }
  const isHeld = restMs > 0
  const { gauges } = gate.limits
  const who = gate.claimants.stranger(identified.address, exchange.snapshot)
  if (isHeld && !gauges.enterHeld(slowDoor, who)) {
    exchange.tellDoor('slow', 'held-full')
    sendPressAgain(exchange, gate, again, restMs)
    return false
  }
  try {
    const capMs = gate.caps.takeSlow(surroundingsOf(identified, crowds), slowDoor)
    if (capMs > 0) {
      exchange.tellDoor('slow', 'network-full')
      sendPressAgain(exchange, gate, again, Math.max(capMs, waitMs))
      return false
    }
    const used = await useUp(token, 'slow', exchange, gate)
    if (used !== 'burnt') {
      const outcome = used === 'other-gate' ? used : 'spent'
      sendFreshCheck(exchange, identified, gate, outcome)
      return false
    }
    if (exchange.isGone) return false
    return !isHeld || (await hold(exchange, waitMs))
  } finally {
    if (isHeld) gauges.leaveHeld(who)
  }
}

/** Holds the answer back; false where the client has left meanwhile. */
function hold(exchange: Exchange, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      exchange.response.off('close', leave)
      resolve(!exchange.isGone)
    }
    const leave = (): void => {
      exchange.tellDoor('slow', 'left')
      finish()
    }
    const timer = setTimeout(finish, waitMs)
    // Before the record, which is written when it hears the same.
    exchange.response.prependOnceListener('close', leave)
  })
}

function sendPressAgain(
  exchange: Exchange,
  gate: Gate,
  again: { readonly token: Token; readonly risk: RiskClass },
  waitMs: number,
): void {
  exchange.reason = { what: 'gate', name: 'wait again', line: 0 }
  const retryAfterSeconds = Math.ceil(waitMs / 1000)
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).check({
    language,
    reference: exchange.reference,
    token: slowTokenAgain(exchange, gate, again),
    hasSilent: false,
    hasSlow: true,
    stepsBack: exchange.stepsBack ?? 0,
    kept: exchange.form,
    pressAgainInSeconds: retryAfterSeconds,
    order: exchange.order === null ? null : orderQuery(exchange.order),
    offersCode: exchange.snapshot.humanDoor.isOffered,
  })
  sendPage(exchange, { told: 'limit', status: 429, page, language, retryAfterSeconds })
}

/** The token is too old, used, or of another gate: a new page, not an error. Pressed twice is not an offence. */
function sendFreshCheck(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  outcome: 'stale' | 'other-gate' | 'spent',
): void {
  const name = outcome === 'other-gate' ? 'wait other-gate' : 'wait expired'
  exchange.reason = { what: 'gate', name, line: 0 }
  exchange.tellDoor('slow', outcome)
  sendCheckPage(exchange, gate, { client: identified, clearance: 'waited', status: 409 })
}

function refuse(
  exchange: Exchange,
  gate: Gate,
  refusal: Exclude<TokenRefusal, AnewRefusal> | 'foreign',
): void {
  exchange.reason = { what: 'gate', name: `wait ${refusal}`, line: 0 }
  exchange.tellDoor('slow', outcomeOf(refusal))
  const detail = 'This form is taken from a page that this site made for this browser.'
  sendError(exchange, gate, { status: refusal === 'foreign' ? 403 : 400, detail })
}
