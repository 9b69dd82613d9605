/** `expand 32-byte k` as four little-endian words: the first row of every state. */
export const CHACHA20_CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const

const DOUBLE_ROUNDS = 10

/**
 * The ChaCha20 block function (RFC 8439 section 2.3): 16 words in, 16 words out. `input` is the whole
 * state: constants, key, counter, nonce. The two arrays differ.
 */
export function chacha20Block(input: Int32Array, output: Int32Array): void {
  output.set(input)
  for (let round = 0; round < DOUBLE_ROUNDS; round++) {
    for (let i = 0; i < 4; i++) quarterRound(output, i, 0)
    for (let i = 0; i < 4; i++) quarterRound(output, i, 1)
  }
  for (let i = 0; i < 16; i++) output[i] = (output[i] ?? 0) + (input[i] ?? 0)
}

/** RFC 8439 section 2.1, on column `i` (`shift` 0) or on the diagonal that begins there (`shift` 1). */
function quarterRound(state: Int32Array, i: number, shift: number): void {
  const j = 4 + ((i + shift) & 3)
  const k = 8 + ((i + 2 * shift) & 3)
  const l = 12 + ((i + 3 * shift) & 3)
  let a = state[i] ?? 0
  let b = state[j] ?? 0
  let c = state[k] ?? 0
  let d = state[l] ?? 0
  a = (a + b) | 0
  d = rotate(d ^ a, 16)
  c = (c + d) | 0
  b = rotate(b ^ c, 12)
  a = (a + b) | 0
  d = rotate(d ^ a, 8)
  c = (c + d) | 0
  b = rotate(b ^ c, 7)
  state[i] = a
  state[j] = b
  state[k] = c
  state[l] = d
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
