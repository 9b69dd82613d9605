import { PassDesk } from '../../src/client/index.ts'
import { type ClockedGate } from './clocked-gate.ts'
import { NAVIGATION } from './visitor.ts'

/** A pass for `site` that a browser earned an hour ago, as a Cookie header has it. */
export async function mintOld({ clock, ring }: ClockedGate): Promise<string> {
  const desk = new PassDesk(
    () => ring,
    () => false,
  )
  const nowSeconds = Math.floor(clock.wallMs() / 1000)
  const token = await desk.issue({
    sites: ['site'],
    clearance: 'worked',
    provedAtSeconds: nowSeconds - 3_600,
    nowSeconds,
    expiresAtSeconds: nowSeconds + 24 * 3_600,
    tags: desk.tagsOf(NAVIGATION['User-Agent']),
  })
  return `paart=${token}`
}
