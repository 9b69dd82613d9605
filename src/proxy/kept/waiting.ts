import { setTimeout as sleep } from 'node:timers/promises'
import { type Glance, type KeptFile } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type KeptDesk } from './desk.ts'

/** How often somebody who waits for another's delivery looks what has become of it. */
const LOOK_MS = 100

/** As long as an application may take to answer, as a rule; then the page says that it is under way. */
const WAIT_MS_MAX = 60_000

/**
 * Waits until a delivery is over that another request, maybe at another worker, has begun: whoever presses
 * twice gets the answer twice. The file then knows its state.
 */
export async function settled(
  exchange: Exchange,
  file: KeptFile,
  { gate }: KeptDesk,
): Promise<void> {
  const untilMs = gate.clock.steadyMs() + WAIT_MS_MAX
  while (!exchange.isGone && gate.clock.steadyMs() < untilMs) {
    if ((await file.reload()) !== 'delivering') return
    await sleep(LOOK_MS)
  }
}

/** How often somebody looks who follows an answer. */
const FOLLOW_LOOK_MS = 20

/** A disk that is slow to make an answer safe has done so by then. */
const FOLLOW_MS_MAX = 2_000

/**
 * How a form is doing, once an answer that is on its way to its sender is noted as given. A browser follows a 303
 * at once, and the answer is made safe on the disk meanwhile: who is led back to the form's own address is not
 * somebody who lost the answer.
 */
export async function soonAnswered(
  exchange: Exchange,
  first: Glance,
  { gate, look }: { readonly gate: Gate; readonly look: () => Promise<Glance | null> },
): Promise<Glance | null> {
  const untilMs = gate.clock.steadyMs() + FOLLOW_MS_MAX
  let glance: Glance | null = first
  while (isUnderWay(glance) && !exchange.isGone && gate.clock.steadyMs() < untilMs) {
    await sleep(FOLLOW_LOOK_MS)
    glance = await look()
  }
  return glance
}

function isUnderWay(glance: Glance | null): boolean {
  return glance?.state === 'delivering' || glance?.state === 'delivered'
}
