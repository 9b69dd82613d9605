import { serialAt, type Token, type TokenDoor } from '../../challenge-pages/index.ts'
import {
  type Burning,
  CHALLENGE_TOPIC,
  CODE_TOPIC,
  readBurning,
  spellMarks,
  spellPlace,
  USE_CODE_TOPIC,
} from '../../limits/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { senderOf } from './sender.ts'

/** So long whoever is at a door waits for another gate, and then goes on without it. */
const OTHER_GATE_MS = 300

/** What came of using something up: `other-gate` where the one that alone knows does not say. */
export type Used = Burning | 'other-gate'

/** What is used up once: a serial that a gate issued in one of its runs. */
interface Place {
  readonly run: number
  readonly serial: number
}

/**
 * Uses up a challenge for a door: at once where this gate issued it. One of another gate is used up there, and only where
 * that gate says so it opens anything here: so it opens one door once, whatever is cut off from whatever.
 */
export function useUp(
  token: Token,
  door: TokenDoor,
  exchange: Exchange,
  gate: Gate,
): Used | Promise<Used> {
  return useUpPlace({ run: token.run, serial: serialAt(token, door) }, exchange, gate)
}

/** The same for whatever else has such a place. */
export function useUpPlace(place: Place, exchange: Exchange, gate: Gate): Used | Promise<Used> {
  const { run, serial } = place
  const { spent } = gate.limits
  if (run === spent.run) return spent.burn(serial)
  // Of a run that ended in a crash: nobody knows any more.
  if (spent.isOfThisGate(run)) return 'lapsed'
  return useUpElsewhere(place, exchange, gate)
}

async function useUpElsewhere(
  { run, serial }: Place,
  exchange: Exchange,
  gate: Gate,
): Promise<Used> {
  const place = { topic: CHALLENGE_TOPIC, text: spellPlace(run, serial) }
  const question = { ...place, to: run >>> 16, deadlineMs: OTHER_GATE_MS }
  const { answers } = await gate.others.ask(question, senderOf(exchange, gate).network)
  return readBurning(answers[0]?.text) ?? 'other-gate'
}

/** Until then it must be known whose a code is, so that there is time left to use it up. */
const OWNER_MS = 200

/** With less time left than this, on a machine that is busy, it is not: it would be lost to whoever has typed it in. */
const USE_MS_MIN = 50

/** What other gates say of a code that this one does not know. */
export type CodeElsewhere = 'used up' | 'unknown' | 'unreachable'

/** Uses up a code where it was issued. `unreachable`: not all who may know it have answered. */
export async function useUpCode(
  marks: readonly Buffer[],
  exchange: Exchange,
  gate: Gate,
): Promise<CodeElsewhere> {
  const { network } = senderOf(exchange, gate)
  const text = spellMarks(marks)
  const startMs = gate.clock.steadyMs()
  const asked = { topic: CODE_TOPIC, text, to: 'all', deadlineMs: OWNER_MS } as const
  const found = await gate.others.ask(asked, network)
  const [owner] = found.answers
  if (owner === undefined) return found.unanswered === 0 ? 'unknown' : 'unreachable'
  const deadlineMs = OTHER_GATE_MS - (gate.clock.steadyMs() - startMs)
  if (deadlineMs < USE_MS_MIN) return 'unreachable'
  const use = { topic: USE_CODE_TOPIC, text, to: owner.from.gate, deadlineMs }
  const used = await gate.others.ask(use, network)
  if (used.answers.length > 0) return 'used up'
  // Somebody was faster, and the code is none any more.
  return used.unanswered === 0 ? 'unknown' : 'unreachable'
}
