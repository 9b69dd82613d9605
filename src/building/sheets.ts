import { deserialize, serialize } from 'node:v8'

/**
 * Many members, some on each sheet: a thread that receives thousands takes up one sheet after the other,
 * and none of them for longer than a request may wait. All threads read the same memory.
 */
export interface Sheets<T> {
  /** Written by `writeSheets`. */
  readonly sheets: readonly Uint8Array[]
  readonly count: number
  /** What stands on them; there is no such value. */
  readonly member?: T
}

/** Taking up so many takes a millisecond. */
const ON_A_SHEET = 200

/** Writes members down, without anything that is shared with other threads. */
export function writeSheets<T>(members: readonly T[]): Sheets<T> {
  const sheets: Uint8Array[] = []
  for (let at = 0; at < members.length; at += ON_A_SHEET) {
    const written = serialize(members.slice(at, at + ON_A_SHEET))
    const sheet = new Uint8Array(new SharedArrayBuffer(written.length))
    sheet.set(written)
    sheets.push(sheet)
  }
  return { sheets, count: members.length }
}

/** Reads members one by one. */
export function* readSheets<T>({ sheets }: Sheets<T>): Generator<T, void> {
  for (const sheet of sheets) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `writeSheets` wrote
    yield* deserialize(sheet) as readonly T[]
  }
}
