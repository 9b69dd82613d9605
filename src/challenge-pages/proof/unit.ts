import { CHACHA20_CONSTANTS, chacha20Block } from './chacha20.ts'

/** The golden ratio in 32 bits: an odd multiplier whose bits look random. */
const MULTIPLIER = 0x9e3779b1 | 0

/** `1GES` in little-endian bytes: the last word of the nonce, so that no other use shares the stream. */
const DOMAIN = 0x53454731

/** Places in the ChaCha20 state. */
const KEY = 4
const COUNTER = 12

export interface UnitSize {
  /** 2^`sizeLog2` words of 4 bytes; 14 is 64 KiB. */
  readonly sizeLog2: number
  /** Reads of the walk, in multiples of the table's words. */
  readonly passes: number
}

/**
 * Computes unit `index` of the work that `seed` (8 words) stands for, about 50 us, and writes its two
 * words to `output`. The low 16 bits of the first are the unit's tag.
 */
export type Unit = (seed: Int32Array, index: number, output: Int32Array) => void

/**
 * Makes the unit of work, with the table it works on: one for each thread. The function is specified in
 * docs/proof-of-work.md; its cost is memory reads that each depend on the one before.
 */
export function createUnit({ sizeLog2, passes }: UnitSize): Unit {
  const table = new Int32Array(2 ** sizeLog2)
  const input = new Int32Array(16)
  const block = new Int32Array(16)
  const lanes = new Int32Array(8)
  return (seed, index, output) => {
    input.set(CHACHA20_CONSTANTS)
    input.set(seed, KEY)
    input.set([index, sizeLog2, passes, DOMAIN], COUNTER)
    chacha20Block(input, block)
    table.set(block)
    lanes.set(block.subarray(0, 8))
    fill(table, lanes)
    walk(table, lanes, (passes * table.length) / 4)
    input.set(lanes.subarray(0, 4), COUNTER)
    for (let i = 0; i < 4; i++) input[KEY + i] = (input[KEY + i] ?? 0) ^ (lanes[4 + i] ?? 0)
    chacha20Block(input, block)
    output.set(block.subarray(0, 2))
  }
}

/** Doubles the filled part until the table is full; each new word depends on one of the filled part. */
function fill(table: Int32Array, lanes: Int32Array): void {
  let [a0, a1, a2, a3, b0, b1, b2, b3] = unpack(lanes)
  for (let filled = 16; filled < table.length; filled <<= 1) {
    const mask = filled - 1
    for (let j = filled; j < 2 * filled; j += 4) {
      const t0 = table[a0 & mask] ?? 0
      const t1 = table[a1 & mask] ?? 0
      const t2 = table[a2 & mask] ?? 0
      const t3 = table[a3 & mask] ?? 0
      a0 = stepA(a0, b0, t0)
      b0 = stepB(a0, b0, t0)
      a1 = stepA(a1, b1, t1)
      b1 = stepB(a1, b1, t1)
      a2 = stepA(a2, b2, t2)
      b2 = stepB(a2, b2, t2)
      a3 = stepA(a3, b3, t3)
      b3 = stepB(a3, b3, t3)
      table[j] = t0 + a0
      table[j + 1] = t1 + a1
      table[j + 2] = t2 + a2
      table[j + 3] = t3 + a3
    }
  }
  lanes.set([a0, a1, a2, a3, b0, b1, b2, b3])
}

/** Reads four words, then writes them changed; where two lanes meet, the later lane's word stays. */
function walk(table: Int32Array, lanes: Int32Array, rounds: number): void {
  const mask = table.length - 1
  let [a0, a1, a2, a3, b0, b1, b2, b3] = unpack(lanes)
  for (let round = 0; round < rounds; round++) {
    const i0 = a0 & mask
    const i1 = a1 & mask
    const i2 = a2 & mask
    const i3 = a3 & mask
    const t0 = table[i0] ?? 0
    const t1 = table[i1] ?? 0
    const t2 = table[i2] ?? 0
    const t3 = table[i3] ?? 0
    a0 = stepA(a0, b0, t0)
    b0 = stepB(a0, b0, t0)
    a1 = stepA(a1, b1, t1)
    b1 = stepB(a1, b1, t1)
    a2 = stepA(a2, b2, t2)
    b2 = stepB(a2, b2, t2)
    a3 = stepA(a3, b3, t3)
    b3 = stepB(a3, b3, t3)
    table[i0] = t0 + a0
    table[i1] = t1 + a1
    table[i2] = t2 + a2
    table[i3] = t3 + a3
  }
  lanes.set([a0, a1, a2, a3, b0, b1, b2, b3])
}

type Lanes = [number, number, number, number, number, number, number, number]

function unpack(lanes: Int32Array): Lanes {
  const [a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0] = lanes
  return [a0, a1, a2, a3, b0, b1, b2, b3]
}

function stepA(a: number, b: number, t: number): number {
  const mixed = a ^ t
  return (Math.imul((mixed << 11) | (mixed >>> 21), MULTIPLIER) + b) | 0
}

/** `a` is the new one. */
function stepB(a: number, b: number, t: number): number {
  const sum = (b + t) | 0
  return ((sum << 17) | (sum >>> 15)) ^ a
}
