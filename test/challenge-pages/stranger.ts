import { createHash, createHmac } from 'node:crypto'

/**
 * The proof of work as somebody writes it who has read docs/proof-of-work.md and nothing else: slow,
 * plain, loops instead of registers, PBKDF2 from HMAC. It shares no line with what it checks.
 */

const rotl = (x: number, n: number): number => ((x << n) | (x >>> (32 - n))) >>> 0
const add = (x: number, y: number): number => (x + y) % 2 ** 32
const xor = (x: number, y: number): number => (x ^ y) >>> 0
const times = (x: number, y: number): number => Number((BigInt(x) * BigInt(y)) % 2n ** 32n)

const ROUNDS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const

/** The ChaCha20 block function (RFC 8439 section 2.3): sixteen words to sixteen words. */
export function block(state: readonly number[]): number[] {
  const x = [...state]
  const mix = (a: number, b: number, d: number, bits: number): void => {
    x[a] = add(x[a]!, x[b]!)
    x[d] = rotl(xor(x[d]!, x[a]), bits)
  }
  for (let i = 0; i < 10; i++) {
    for (const [a, b, c, d] of ROUNDS) {
      mix(a, b, d, 16)
      mix(c, d, b, 12)
      mix(a, b, d, 8)
      mix(c, d, b, 7)
    }
  }
  return x.map((word, i) => add(word, state[i]!))
}

/** Numbers of four bytes, the lowest first. */
export function wordsOf(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i))
}

export interface UnitVector {
  /** Hexadecimal. */
  readonly seed: string
  readonly index: number
  readonly size: number
  readonly passes: number
}

/** Algorithm 1: the two words of a unit. */
export function unit({ seed, index, size, passes }: UnitVector): [number, number] {
  const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]
  const key = wordsOf(Buffer.from(seed, 'hex'))
  const state = [...constants, ...key, index, size, passes, 0x53454731]
  const S = block(state)
  const a = S.slice(0, 4)
  const b = S.slice(4, 8)
  const M = 2 ** size
  const step = (l: number, t: number): void => {
    a[l] = add(times(rotl(xor(a[l]!, t), 11), 0x9e3779b1), b[l]!)
    b[l] = xor(rotl(add(b[l]!, t), 17), a[l])
  }
  for (let n = 16; n < M; n *= 2) {
    for (let j = n; j < 2 * n; j += 4) {
      for (let l = 0; l < 4; l++) {
        const t = S[a[l]! % n]!
        step(l, t)
        S[j + l] = add(t, a[l]!)
      }
    }
  }
  for (let round = 0; round < (passes * M) / 4; round++) {
    const index = a.map((word) => word % M)
    const t = index.map((place) => S[place]!)
    t.forEach((word, l) => step(l, word))
    index.forEach((place, l) => void (S[place] = add(t[l]!, a[l]!)))
  }
  for (let l = 0; l < 4; l++) {
    state[12 + l] = a[l]!
    state[4 + l] = xor(state[4 + l]!, b[l]!)
  }
  const [y0 = 0, y1 = 0] = block(state)
  return [y0, y1]
}

/** Algorithm 2: the tag of a unit. One block of PBKDF2 is the exclusive or of all its HMACs. */
export function derivation(vector: {
  readonly seed: string
  readonly index: number
  readonly iterations: number
}): number {
  const hmac = (message: Buffer): Buffer =>
    createHmac('sha256', Buffer.from(vector.seed, 'hex')).update(message).digest()
  const index = Buffer.alloc(4)
  index.writeUInt32LE(vector.index)
  const firstBlock = Buffer.from([0, 0, 0, 1])
  let u = hmac(Buffer.concat([index, Buffer.from('paart-unit-2'), firstBlock]))
  let tag = u.readUInt16LE(0)
  for (let i = 1; i < vector.iterations; i++) {
    u = hmac(u)
    tag ^= u.readUInt16LE(0)
  }
  return tag
}

/** A token's fields that a browser or an auditor needs, and whether its MAC is right. */
export function readToken(
  token: Buffer,
  tokenKey: Buffer,
): {
  readonly isWhole: boolean
  readonly algorithms: number
  readonly size: number
  readonly passes: number
  readonly audits: number
  readonly units: number
  readonly iterations: number
  readonly issued: number
  readonly serial: number
  readonly wayBack: string
  readonly seed: string
} {
  const mac = createHmac('sha256', tokenKey).update(token.subarray(0, -16)).digest()
  const wayBackLength = token.readUInt16LE(42)
  const orderBytes = token[0] === 2 ? 12 : 0
  return {
    isWhole:
      token.length === 60 + orderBytes + wayBackLength &&
      token.subarray(-16).equals(mac.subarray(0, 16)) &&
      (token[0] === 1 || token[0] === 2),
    algorithms: token.readUInt8(2),
    size: token.readUInt8(3),
    passes: token.readUInt8(4),
    audits: token.readUInt8(5),
    units: token.readUInt16LE(6),
    iterations: 100 * token.readUInt8(41),
    issued: token.readUInt32LE(12),
    serial: token.readUInt32LE(20),
    wayBack: token.toString('latin1', 44 + orderBytes, 44 + orderBytes + wayBackLength),
    seed: createHash('sha256').update(token).digest('hex'),
  }
}

/** The audited units of a token among so many. */
export function audited(token: Buffer, auditKey: Buffer, units: number): number[] {
  const mac = createHmac('sha256', auditKey).update(token).digest()
  const places = wordsOf(mac).map((word) => word % units)
  return [...new Set(places)].slice(0, 2)
}
