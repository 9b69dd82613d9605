import { type Glance } from '../../kept/index.ts'
import { type KeptCookie } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/**
 * What is known of a form by its browser's half of the key. A disk that cannot be read is told of, and stops
 * nobody who has something else to do here.
 */
export async function glanceAt(
  exchange: Exchange,
  { id, half }: KeptCookie,
  gate: Gate,
): Promise<Glance | null> {
  try {
    return (await gate.kept?.store.glance({ id, cookieHalf: half })) ?? null
  } catch (error) {
    gate.tellDefect(exchange, error)
    return null
  }
}
