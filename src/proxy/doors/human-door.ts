import { type CodeProblem, type Token, idOfSentClaim } from '../../challenge-pages/index.ts'
import { markOfCode, readCode } from '../../client/index.ts'
import { isWaiting } from '../../kept/index.ts'
import { failWith } from '../answers/answers.ts'
import { sendCodePage, sendCodeProblem } from '../answers/code-page.ts'
import { askElsewhere } from './asking.ts'
import { followWay, leadBack, openWritten, receiveForm, refuseForm } from './doors.ts'
import { handOver, takeUpOrder } from './orders.ts'
import { type FormInHand, minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { countWrongGuess, guessWaitMs } from '../bounds/guesses.ts'
import { surroundingsOf } from '../bounds/surroundings.ts'
import { glanceAt } from './glancing.ts'
import { type Identified } from '../reading/identify.ts'
import { keptCookieOf } from '../reading/kept-cookies.ts'
import { useUpCode } from './single-use.ts'

/** `GET /.paart/code`: the page; its link from a gate page says where one came from. */
export async function serveCodePage(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const token = openWritten(new URLSearchParams(identified.query).get('way'), exchange, gate)
  if (token === null) exchange.wayBack = '/'
  else {
    followWay(exchange, token)
    await takeUpOrder(exchange, identified, gate, token)
  }
  sendCodePage(exchange, gate)
}

/**
 * `POST /.paart/code`: the human door. A code of the helpdesk is used up, once in all workers and gates, and
 * leads back with a pass.
 */
export async function takeCode(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const form = await receiveForm(exchange, gate)
  if (form === 'gone') return
  if (form === 'foreign') return refuse(exchange, gate, 'foreign')
  if (form === 'too-large') return refuse(exchange, gate, 'unusable')
  const token = openWritten(form.get('token'), exchange, gate)
  if (form.has('ask')) return askElsewhere(exchange, gate, token)
  if (token === null) return refuse(exchange, gate, 'unusable')
  followWay(exchange, token)
  await takeUpOrder(exchange, identified, gate, token)
  exchange.form = await formInHand(form.get('paart-claim'), token, exchange, gate)
  const typed = form.get('code') ?? ''
  const problem = await useUp(typed, exchange, identified, gate)
  // A connection of before; the next one leads there.
  if (problem === 'elsewhere') return failWith(exchange, gate, 'draining')
  if (problem !== null) {
    tell(exchange, OUTCOMES[problem.kind])
    return sendCodeProblem(exchange, gate, { problem, typed })
  }
  const passed = { door: 'human', clearance: 'vouched', risk: 1 } as const
  const earned = await handOver(exchange, identified, gate, passed)
  tell(exchange, 'passed')
  leadBack(exchange, gate, token, earned?.cookie ?? null)
}

/** The kept form that is to go on behind this door; null where there is none, or it has gone on already. */
async function formInHand(
  claim: string | null,
  { wayBack }: Token,
  exchange: Exchange,
  gate: Gate,
): Promise<FormInHand | null> {
  if (claim === null) return null
  const id = idOfSentClaim(claim)
  if (id === null) return null
  const cookie = keptCookieOf(exchange, id)
  if (cookie === undefined) return null
  const glance = await glanceAt(exchange, cookie, { gate, target: wayBack })
  if (glance === null || !isWaiting(glance.state)) return null
  return { claim, action: wayBack, atMs: glance.atMs, minutes: minutesKept(exchange.snapshot.keep) }
}

/** What can happen at this door. */
type CodeOutcome = 'passed' | 'foreign' | 'unusable' | (typeof OUTCOMES)[CodeProblem['kind']]

const OUTCOMES = {
  mistyped: 'mistyped',
  refused: 'wrong',
  locked: 'locked',
  unreachable: 'unreachable',
} as const

/**
 * Uses a code up, here or where it was issued; says what is wrong with it where it is not good, `elsewhere` where another
 * process knows by now.
 */
async function useUp(
  typed: string,
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<CodeProblem | 'elsewhere' | null> {
  const { site, snapshot } = exchange
  const digits = readCode(typed)
  if (digits === null) return { kind: 'mistyped' }
  const from = surroundingsOf(identified, snapshot.crowds)
  const waitMs = guessWaitMs(from, gate)
  if (waitMs > 0) return { kind: 'locked', waitSeconds: Math.ceil(waitMs / 1000) }
  const nowSeconds = Math.floor(identified.nowMs / 1000)
  const { codes, seal } = gate.limits
  const marks = [...gate.keys().byId.values()].flatMap((key) =>
    [site?.name ?? '', ''].map((where) => markOfCode(key, where, digits)),
  )
  if (marks.some((mark) => codes.burn(mark, nowSeconds))) return null
  if (seal.isShut) return 'elsewhere'
  const said = gate.others.areThere(snapshot) ? await useUpCode(marks, exchange, gate) : 'unknown'
  if (said === 'used up') return null
  // Here it was looked at, whoever else could not be asked: who guesses may not wait for that.
  countWrongGuess(from, gate)
  return { kind: said === 'unknown' ? 'refused' : 'unreachable' }
}

function refuse(exchange: Exchange, gate: Gate, outcome: 'foreign' | 'unusable'): void {
  tell(exchange, outcome)
  refuseForm(exchange, gate, outcome === 'foreign' ? 403 : 400)
}

function tell(exchange: Exchange, outcome: CodeOutcome): void {
  exchange.reason = { what: 'gate', name: `code ${outcome}`, line: 0 }
  exchange.tellDoor('human', outcome)
}
