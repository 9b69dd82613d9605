import { attachLimits } from './attach.ts'
import { type BucketLayout, RESERVED } from './buckets.ts'
import { MARK_LAYOUT } from './marks.ts'
import { type SharedMemory } from './memory.ts'
import { PAIR_LAYOUT } from './pairs.ts'
import { PURCHASE_LAYOUT } from './purchases.ts'
import { RATE_LAYOUT } from './rates.ts'
import { leaveSerials } from './spent.ts'
import { TALLY_LAYOUT } from './tallies.ts'

/**
 * A gate that is succeeded closes each connection with its next answer, so it issues a few challenges for each that
 * is open, and those of a second of a flood before that. Of 2^24 places a 64th is 262,144.
 */
const SERIALS_SHARE = 1 / 64

/** A part of the shared memory that a gate hands to the one that takes its place. */
export interface Heirloom {
  /** With the layout of its entries: tables of one name and one size mean the same. */
  readonly name: string
  readonly memory: SharedArrayBuffer
}

const BUCKETS: readonly (readonly [
  name: 'rates' | 'tallies' | 'marks' | 'pairs' | 'purchases',
  layout: BucketLayout,
])[] = [
  ['rates', RATE_LAYOUT],
  ['tallies', TALLY_LAYOUT],
  ['marks', MARK_LAYOUT],
  ['pairs', PAIR_LAYOUT],
  ['purchases', PURCHASE_LAYOUT],
]

/**
 * What of the memory must not be lost when another gate takes over: all but what says what this one has under way
 * itself, and what is soon found out again (which server fails, what the kept files take).
 */
export function heirlooms(memory: SharedMemory): readonly Heirloom[] {
  const tables = BUCKETS.map(([name, { words, entries, stride }]) => {
    return { name: `${name} ${words}/${entries}/${stride}`, memory: memory[name] }
  })
  const { spent, codes, waitingRooms } = memory
  return [
    ...tables,
    { name: 'spent', memory: spent },
    { name: 'codes', memory: codes },
    { name: 'waiting rooms', memory: waitingRooms },
  ]
}

/**
 * Makes memory that was filled with another gate's heirlooms this one's own: what the other's workers had in their
 * hands just then is in nobody's, and the serials it may still issue are left to it.
 * @param threads of the other gate, the main one among them.
 */
export function settleIn(memory: SharedMemory, threads: number): void {
  for (const [name, layout] of BUCKETS) freeClaims(new Int32Array(memory[name]), layout)
  leaveSerials(memory.spent, SERIALS_SHARE)
  const { waitingRooms } = attachLimits(memory, memory.workers)
  for (let thread = 0; thread < threads; thread++) waitingRooms.release(thread)
}

/** An entry that somebody was claiming is free; nobody else will finish the claim. */
function freeClaims(words: Int32Array, layout: BucketLayout): void {
  for (let bucket = 0; bucket < words.length; bucket += layout.words) {
    for (let i = 0; i < layout.entries; i++) {
      const at = bucket + i * layout.stride + 1
      const time = words[at] ?? 0
      if (time > 0 && time < RESERVED) words[at] = 0
    }
  }
}
