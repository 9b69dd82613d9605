import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** Networks whose pseudonym is remembered for the day. */
const NETWORKS_MAX = 10_000

const DAY_MS = 24 * 3600 * 1000

/**
 * Gives networks pseudonyms for the log: the same within one day, so that a flood can be followed,
 * and another the next day, so that nobody can be.
 */
export function pseudonyms(key: () => Uint8Array): (network: string, wallMs: number) => string {
  const known = new LRUCache<string, string>({ max: NETWORKS_MAX })
  let today = Number.NaN
  return (network, wallMs) => {
    const day = Math.floor(wallMs / DAY_MS)
    if (day !== today) {
      known.clear()
      today = day
    }
    const remembered = known.get(network)
    if (remembered !== undefined) return remembered
    const mac = createHmac('sha256', key()).update(`${day} ${network}`)
    const pseudonym = mac.digest('base64url').slice(0, 12)
    known.set(network, pseudonym)
    return pseudonym
  }
}
