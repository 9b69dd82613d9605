import { pbkdf2Sync } from 'node:crypto'

/** Tells this use of PBKDF2 from any other; the unit's index stands before it. */
const SALT_LABEL = 'paart-unit-2'
const INDEX_BYTES = 4
const TAG_BYTES = 2

/**
 * The tag of unit `index` of the work that a seed (32 bytes) stands for, about 200 us at 1800
 * iterations.
 */
export type Derivation = (seed: Uint8Array, index: number) => number

/**
 * Makes the unit of algorithm 2, PBKDF2-HMAC-SHA-256 (RFC 8018 section 5.2): every browser has it
 * compiled, also one that runs scripts seventy times slower than others. See docs/proof-of-work.md.
 */
export function createDerivation(iterations: number): Derivation {
  const salt = Buffer.alloc(INDEX_BYTES + SALT_LABEL.length)
  salt.write(SALT_LABEL, INDEX_BYTES, 'latin1')
  return (seed, index) => {
    salt.writeUInt32LE(index, 0)
    return pbkdf2Sync(seed, salt, iterations, TAG_BYTES, 'sha256').readUInt16LE(0)
  }
}
