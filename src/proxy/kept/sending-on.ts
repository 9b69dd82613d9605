import { headerReader, headerValues } from '../headers.ts'
import { type Glance, type Submission } from '../../kept/index.ts'
import { type Facts, type Pass, type Presented } from '../../model/index.ts'
import { failWith, refuse } from '../answers/answers.ts'
import { sendDenied } from '../answers/denied-page.ts'
import { orderFor } from '../doors/orders.ts'
import { sendHeldBack } from '../answers/held-back.ts'
import { sendCheckPage } from '../doors/check-page.ts'
import { pressForForm } from '../doors/slow-door.ts'
import { type Exchange } from '../exchange.ts'
import { forward } from '../forwarding/forward.ts'
import { type Thought, think } from '../judging.ts'
import { type Identified, present, presentTokens } from '../reading/identify.ts'
import { type Claimed } from './claimed.ts'
import { CopiedAnswer } from './copied-answer.ts'
import { fateOf, repeatedFate, sendFate } from './pages.ts'
import { sentHere } from './repetition.ts'
import { settled } from './waiting.ts'
import { sendGivenAnswer } from './given-answer.ts'

/** Lets a kept form through as itself, by the pass of whoever claims it; else the check goes on. */
export async function sendOn(
  exchange: Exchange,
  identified: Identified,
  claimed: Claimed,
): Promise<void> {
  const { gate, file } = claimed
  const presented = await show(exchange, identified, claimed)
  if (presented === null || exchange.isGone) return
  const { rawHeaders } = file.submission
  // It is judged by what its browser sent with it, and by the pass that was earned since.
  const original: Identified = {
    ...identified,
    header: headerReader(rawHeaders),
    headers: (name) => headerValues(rawHeaders, name),
    rawHeaders,
    purpose: 'navigation',
  }
  const thought = think(exchange, original, presented, gate)
  if (thought === null) return refuse(exchange, gate, 'no-such-route')
  if (gate.isClosing()) return failWith(exchange, gate, 'draining')
  const { judged } = thought
  switch (judged.decision.kind) {
    case 'pass':
      return deliver(exchange, thought, claimed)
    case 'challenge':
      return sendCheckPage(exchange, gate, {
        client: thought.facts,
        clearance: orderFor(exchange, gate, judged),
      })
    case 'limit':
      return sendHeldBack(exchange, gate, judged)
    case 'deny':
      return sendDenied(exchange, gate)
  }
}

/**
 * The pass that is shown, or that the slow door gives now; null where its client has been answered. Whoever
 * has earned one since the form came need not wait again. An older one was not enough for the form, or has not been
 * shown with it: a press that it spared would lead to the same check for ever.
 */
async function show(
  exchange: Exchange,
  identified: Identified,
  { gate, claim, file }: Claimed,
): Promise<Presented | null> {
  const presented = await present(exchange, identified, gate)
  const isEarnedSince = presented.kind === 'held' && isSince(presented.pass, file.submission)
  // What is to be bought is for the pass that is shown, whenever it was earned.
  if (claim.door !== 'slow' || (isEarnedSince && exchange.order === null)) return presented
  const pressed = await pressForForm(exchange, identified, gate, claim.token)
  if (pressed === null) return null
  const { earned } = pressed
  if (earned === null) return presented
  exchange.earned = earned.cookie
  return presentTokens([earned.token], exchange, identified, gate)
}

/** Certainly so: a pass knows whole seconds, and one of the same second may be older. */
function isSince({ provedAtSeconds }: Pass, { receivedAtMs }: Submission): boolean {
  return provedAtSeconds * 1000 > receivedAtMs
}

async function deliver(exchange: Exchange, { facts }: Thought, claimed: Claimed): Promise<void> {
  const { gate, file, claim } = claimed
  const isAgain = claim.door === 'again'
  const before = isAgain ? undefined : await sameBefore(exchange, claimed)
  if (before !== undefined) {
    return sendFate(exchange, gate, { ...repeatedFate(before), form: claimed.form })
  }
  if (exchange.isGone) return
  if (!(await file.take({ again: isAgain }))) return followOther(exchange, claimed)
  sendFile(exchange, facts, claimed, { isClaim: true })
}

/** Hands a form that has been taken to its backend; `isClaim`: its browser has sent a claim for it. */
export function sendFile(
  exchange: Exchange,
  facts: Facts,
  { gate, kept, file }: Pick<Claimed, 'gate' | 'kept' | 'file'>,
  { isClaim }: { readonly isClaim: boolean },
): void {
  const { submission, length } = file
  exchange.reason = { what: 'gate', name: 'form delivered', line: 0 }
  const copy = new CopiedAnswer(exchange, { gate, kept, file, isClaim })
  const { rawHeaders, reference, receivedAtMs } = submission
  exchange.delivery = { rawHeaders, reference, receivedAtMs, length, body: () => file.body(), copy }
  copy.enter()
  // No cache hands out the answer to somebody's form.
  forward(exchange, facts, gate, () => (exchange.earned === null ? [] : [exchange.earned]))
  copy.leave()
}

/** The same form, where the browser has sent it here before and it has gone on: whether it is meant is asked. */
async function sameBefore(exchange: Exchange, claimed: Claimed): Promise<Glance | undefined> {
  const { file } = claimed
  const { target } = file.submission
  const before = await sentHere(exchange, claimed, { target, exceptId: file.id })
  return before.find((glance) => glance.isBody(file.digest))
}

/** Somebody else was quicker: two presses, two tabs. */
async function followOther(exchange: Exchange, claimed: Claimed): Promise<void> {
  const { file, gate } = claimed
  await settled(exchange, file, claimed)
  const { state } = file
  if (exchange.isGone) return
  if (state === 'delivered' || state === 'answered') return sendGivenAnswer(exchange, claimed)
  sendFate(exchange, gate, fateOf(claimed))
}
