/*
 * Highest random weight (Thaler and Ravishankar, 1998): each key ranks all servers in an order of its
 * own. Where one is gone, only its keys move. Not keyed: every gate and every start ranks the same.
 */

/** The weight of a server for a key; the greatest is the key's own. */
export function weightOf(key: string, server: string): number {
  return mixed(hashed(key) ^ Math.imul(hashed(server), 0x9e3779b1)) >>> 0
}

/** FNV-1a, 32 bits, of UTF-16 units. */
function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** The finish of MurmurHash3: every bit of the input changes half of the result's. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
