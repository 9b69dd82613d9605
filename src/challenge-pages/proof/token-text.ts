import { TOKEN_BYTES_MAX } from './token.ts'

/** Characters of the longest token in base64url. */
export const TOKEN_TEXT_MAX = Math.ceil((TOKEN_BYTES_MAX * 4) / 3)

/** Spells a token for JSON and forms: base64url without padding (RFC 4648 section 5). */
export function encodeToken(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/**
 * Reads the spelling `encodeToken` gives and no other: null for padding, blanks, other alphabets, and for
 * last characters with bits that stand for nothing.
 */
export function decodeToken(text: string): Uint8Array | null {
  if (text.length > TOKEN_TEXT_MAX) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}
