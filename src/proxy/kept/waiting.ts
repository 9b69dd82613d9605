import { type KeptFile } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
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
    await new Promise<void>((resolve) => {
      setTimeout(resolve, LOOK_MS)
    })
  }
}
