import { createHash } from 'node:crypto'
import { hostname } from 'node:os'

/** Six hex digits: gates that share keys are few, and no secret. */
const CHARS = 6

/**
 * What a gate calls itself among those that share its keys. It is the machine's name and the admin socket's
 * place, so it is the same after a restart and in whoever takes the gate over, and nothing has to be kept.
 */
export function gateName(adminSocket: string): string {
  const text = `${hostname()}\0${adminSocket}`
  return createHash('sha256').update(text).digest('hex').slice(0, CHARS)
}

/** The same as a number below 65536, by which the gate's challenges are told from others'. */
export function gateNumber(name: string): number {
  return Number.parseInt(name.slice(0, 4), 16)
}
