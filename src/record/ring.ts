import { crc32 } from 'node:zlib'
import { type Step } from '../model/index.ts'
import { type Explained, type RingLine, decodeEntry, encodeEntry } from './ring-entry.ts'

/** A power of two, so that a ticket's place is its last bits. */
const ENTRIES = 65_536

/** A log line with its longest path and some ten steps. All entries: 64 MiB, touched as they fill. */
const ENTRY_BYTES = 1_024
const ENTRY_WORDS = ENTRY_BYTES / 4

/** The next ticket stands alone in a cache line in front of the entries. */
const HEAD_WORDS = 16

/** The words of an entry before its text. */
const STAMP = 0
const REFERENCE = 1
const LENGTH = 3
const CHECKSUM = 4
const TEXT = 5

const TEXT_BYTES_MAX = ENTRY_BYTES - 4 * TEXT

/** `K7QF-2M9T` in ASCII: two words of four letters around a dash. */
const REFERENCE_SHAPE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/

/** The ring as plain data: the main thread makes it and sends it to workers. */
export interface RingMemory {
  readonly cells: SharedArrayBuffer
}

/** The latest decisions of all workers, for `explain`. */
export interface Ring {
  /** Takes the place of the oldest entry. What fits in no form is left out. */
  readonly write: (line: RingLine, steps: readonly Step[]) => void
  /** Null where it never was, was uneventful, or has been overwritten. */
  readonly find: (reference: string) => Explained | null
}

/** Makes the ring at its full size; it never grows. `entries` is a power of two. */
export function createRing(entries: number = ENTRIES): RingMemory {
  return { cells: new SharedArrayBuffer(4 * HEAD_WORDS + entries * ENTRY_BYTES) }
}

/**
 * Opens the ring in one thread; any number of threads write and read at once, and nobody waits. A
 * writer takes a ticket, empties the place's stamp, writes, and stamps it with the ticket. A reader
 * believes what had one and the same stamp before and after, whose checksum is right, and that says
 * itself that it is about the reference. So what two writers have mixed up, or one has left undone,
 * is nothing.
 */
export function attachRing({ cells }: RingMemory): Ring {
  const words = new Int32Array(cells)
  const bytes = Buffer.from(cells)
  const entries = (words.length - HEAD_WORDS) / ENTRY_WORDS
  const placeOf = (ticket: number): number => HEAD_WORDS + (ticket & (entries - 1)) * ENTRY_WORDS
  return {
    write(line, steps) {
      const text = encodeEntry(line, steps, TEXT_BYTES_MAX)
      if (text === null) return
      const ticket = Atomics.add(words, 0, 1)
      const at = placeOf(ticket)
      Atomics.store(words, at + STAMP, 0)
      words[at + REFERENCE] = lettersOf(line.reference, 0)
      words[at + REFERENCE + 1] = lettersOf(line.reference, 5)
      words[at + LENGTH] = bytes.write(text, 4 * (at + TEXT))
      words[at + CHECKSUM] = crc32(text) | 0
      Atomics.store(words, at + STAMP, stampOf(ticket))
    },
    find(reference) {
      if (!REFERENCE_SHAPE.test(reference)) return null
      const [first, last] = [lettersOf(reference, 0), lettersOf(reference, 5)]
      const next = Atomics.load(words, 0)
      for (let age = 1; age <= entries; age++) {
        const at = placeOf(next - age)
        if (words[at + REFERENCE] !== first || words[at + REFERENCE + 1] !== last) continue
        const found = readEntry(words, bytes, at)
        if (found?.reference === reference) return found
      }
      return null
    },
  }
}

/** Never 0, which stands for a place that is empty or being written. */
function stampOf(ticket: number): number {
  return (ticket << 1) | 1
}

/** Four letters in one word. */
function lettersOf(reference: string, from: number): number {
  let letters = 0
  for (let i = from; i < from + 4; i++) letters = (letters << 8) | reference.charCodeAt(i)
  return letters
}

/** Null for an entry that is not whole. */
function readEntry(words: Int32Array, bytes: Buffer, at: number): Explained | null {
  const stamp = Atomics.load(words, at + STAMP)
  const length = words[at + LENGTH] ?? 0
  if (stamp === 0 || length > TEXT_BYTES_MAX) return null
  const start = 4 * (at + TEXT)
  const text = Buffer.from(bytes.subarray(start, start + length))
  const isWhole = crc32(text) === (words[at + CHECKSUM] ?? 0) >>> 0
  return isWhole && Atomics.load(words, at + STAMP) === stamp ? decodeEntry(text.toString()) : null
}
