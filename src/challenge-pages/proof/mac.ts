import { hash } from 'node:crypto'

/** Of SHA-256 (FIPS 180-4). */
const BLOCK_BYTES = 64
const DIGEST_BYTES = 32

/** What the key is mixed with, inside and outside (RFC 2104 section 2). */
const INNER = 0x36
const OUTER = 0x5c

/**
 * HMAC-SHA-256 (RFC 2104) as two hashes: Node's own makes an object of OpenSSL's for each, which costs twice as much
 * as the hashes do. A test holds the two together.
 * @throws RangeError for a key that is longer than a block, which would have to be hashed before.
 */
export function macOf(message: Uint8Array, key: Uint8Array): Buffer {
  const inner = Buffer.allocUnsafe(BLOCK_BYTES + message.length)
  const outer = Buffer.allocUnsafe(BLOCK_BYTES + DIGEST_BYTES)
  mix(key, INNER, inner)
  inner.set(message, BLOCK_BYTES)
  mix(key, OUTER, outer)
  outer.write(sumOf(inner), BLOCK_BYTES, 'latin1')
  return Buffer.from(sumOf(outer), 'latin1')
}

/** SHA-256 as bytes. */
export function digestOf(message: Uint8Array): Buffer {
  return Buffer.from(sumOf(message), 'latin1')
}

/** As a text of one character a byte: the Buffer that Node makes of it would cost as much as the hash. */
function sumOf(message: Uint8Array): string {
  return hash('sha256', message, 'latin1')
}

function mix(key: Uint8Array, pad: number, into: Buffer): void {
  if (key.length > BLOCK_BYTES) throw new RangeError('a key is 64 bytes at most')
  for (let at = 0; at < BLOCK_BYTES; at++) into[at] = (key[at] ?? 0) ^ pad
}
