/**
 * The short id on every gate page and in every log line: `K7QF-2M9T`, eight letters of Crockford's
 * base 32 (no I, L, O, U), easy to read out on the phone.
 */
export type Reference = string & { readonly __brand: 'Reference' }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five random bytes make one reference. */
export function referenceFrom(bytes: Uint8Array, offset: number): Reference {
  const text = lettersFrom(bytes, { offset, bytes: 5 })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only maker of a Reference
  return `${text.slice(0, 4)}-${text.slice(4)}` as Reference
}

/** A letter of Crockford's base 32 for each five bits; fewer at the end are left out. */
export function lettersFrom(
  bytes: Uint8Array,
  part: { readonly offset: number; readonly bytes: number },
): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let i = 0; i < part.bytes; i++) {
    held = (held << 8) | (bytes[part.offset + i] ?? 0)
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >>> (bits - 5)) & 31]
    held &= 31
  }
  return text
}
