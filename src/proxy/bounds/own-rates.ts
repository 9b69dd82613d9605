import { type Rate } from '../../model/index.ts'
import { type Gate } from '../gate.ts'

/** Who sends something to one of the gate's own paths. */
export interface Sender {
  readonly addressKey: string
  readonly network: string
}

/**
 * Requests to each of the gate's own paths that one address may make, before any cryptography: an office of
 * two hundred behind one that is checked at once needs about five each.
 */
export const OWN_RATE: Rate = { intervalMs: 50, burst: 1_000 }

/** Four devices that ask as much as one may, all the time, before a network has asked too much. */
const OF_NETWORK = 4

/**
 * Counts a request by its address: 0 where it is let through, else the ms to wait. By its network it is looked
 * at alone: only `countWellFormed` counts there, so that what is empty, malformed or foreign costs its sender.
 */
export function ownWaitMs(counter: string, sender: Sender, rate: Rate, gate: Gate): number {
  const { rates } = gate.limits
  const nowMs = gate.clock.steadyMs()
  const ownMs = rates.take(addressCounter(counter), sender.addressKey, rate, nowMs)
  if (ownMs > 0) return ownMs
  return rates.look(networkCounter(counter), sender.network, ofNetwork(rate), nowMs)
}

/** Counts a request by its network, once it has been found to be one that a page of the gate could send. */
export function countWellFormed(
  counter: string,
  sender: Sender,
  rate: Rate,
  { limits, clock }: Gate,
): void {
  limits.rates.take(networkCounter(counter), sender.network, ofNetwork(rate), clock.steadyMs())
}

/** Counts a request by both: 0, or the ms to wait. */
export function takeOwn(counter: string, sender: Sender, rate: Rate, gate: Gate): number {
  const waitMs = ownWaitMs(counter, sender, rate, gate)
  if (waitMs === 0) countWellFormed(counter, sender, rate, gate)
  return waitMs
}

function addressCounter(counter: string): string {
  return `own\0address\0${counter}`
}

function networkCounter(counter: string): string {
  return `own\0network\0${counter}`
}

function ofNetwork({ intervalMs, burst }: Rate): Rate {
  return { intervalMs: intervalMs / OF_NETWORK, burst: burst * OF_NETWORK }
}
