import { setTimeout as sleep } from 'node:timers/promises'
import { type Glance, type KeptFile } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type KeptDesk } from './desk.ts'

/** How somebody waits: he looks again after `firstMs`, then each time after twice as long, up to `mostMs`. */
interface Patience {
  readonly firstMs: number
  readonly mostMs: number
  /** In all. */
  readonly forMs: number
}

/** As long as an application may take to answer, as a rule; then the page says that it is under way. */
const FOR_DELIVERY: Patience = { firstMs: 100, mostMs: 100, forMs: 60_000 }

/**
 * A disk that is slow to make an answer safe has done so by then. Few looks: whoever never takes his answer
 * could have the disk read as often as he likes.
 */
const FOR_ANSWER: Patience = { firstMs: 20, mostMs: 640, forMs: 2_000 }

/**
 * Waits until a delivery is over that another request, maybe at another worker, has begun: whoever presses
 * twice gets the answer twice. The file then knows its state.
 */
export async function settled(
  exchange: Exchange,
  file: KeptFile,
  { gate }: KeptDesk,
): Promise<void> {
  const isOver = async (): Promise<boolean> => (await file.reload()) !== 'delivering'
  if (await isOver()) return
  await lookAgain(exchange, gate, FOR_DELIVERY, isOver)
}

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
  let glance: Glance | null = first
  if (isUnderWay(glance)) {
    await lookAgain(exchange, gate, FOR_ANSWER, async () => {
      glance = await look()
      return !isUnderWay(glance)
    })
  }
  return glance
}

function isUnderWay(glance: Glance | null): boolean {
  return glance?.state === 'delivering' || glance?.state === 'delivered'
}

/** Looks until it is so, its client has left, or it has waited for long enough. */
async function lookAgain(
  exchange: Exchange,
  { clock }: Gate,
  { firstMs, mostMs, forMs }: Patience,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const untilMs = clock.steadyMs() + forMs
  for (let pauseMs = firstMs; !exchange.isGone && clock.steadyMs() < untilMs;) {
    await sleep(pauseMs)
    if (await isSo()) return
    pauseMs = Math.min(2 * pauseMs, mostMs)
  }
}
