import { readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, messageOf } from '../system/start-error.ts'
import { writeWhole } from '../system/whole-file.ts'
import { Book } from './book.ts'
import { isDay, isWeek } from './calendar.ts'
import { SITES_MAX, Sums } from './sums.ts'

/** In the folder of the keys, as all that a gate has to remember. */
const NAME = 'figures.json'

/** Every site in every day and week takes less; a larger file is none of ours. */
const BYTES_MAX = 32 * 1024 * 1024

/** Longer ones are no words of ours and no names of sites. */
const NAME_CHARS_MAX = 256

export function bookFileOf(keysFile: string): string {
  return join(dirname(keysFile), NAME)
}

/** The book as it is on the disk; an empty one where there is none. @throws Error where it cannot be used. */
export function readBook(file: string): Book {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return new Book()
  const book = size > BYTES_MAX ? null : parsed(readFileSync(file, 'utf8'))
  if (book !== null) return book
  throw new Damaged(`the figures for the public cannot be read from ${file}: it is damaged`)
}

/** What stands there is no book of ours. */
export class Damaged extends Error {}

/** Puts a file that cannot be used out of the way, and says where it is; another one is begun. */
export function moveAside(file: string, nowMs: number): string {
  const aside = `${file}.damaged-${new Date(nowMs).toISOString().replaceAll(':', '-')}`
  try {
    renameSync(file, aside)
    return `they begin anew, and the file is ${aside}`
  } catch (error) {
    return `they cannot begin anew, and the file stays where it is: ${codeOf(error) ?? messageOf(error)}`
  }
}

/** Writes it anew, whole. @throws Error where the disk does not let it. */
export function saveBook(file: string, { days, weeks }: Book): void {
  const written = { version: 1, days: entriesOf(days), weeks: entriesOf(weeks) }
  writeWhole(file, `${JSON.stringify(written, null, 1)}\n`)
}

function entriesOf(all: ReadonlyMap<string, Sums>): object {
  return Object.fromEntries([...all].map(([when, sums]) => [when, entryOf(sums)]))
}

function entryOf({ sites, solved }: Sums): object {
  const all = [...sites].map(([site, counts]) => [site, Object.fromEntries(counts)] as const)
  return { sites: Object.fromEntries(all), solved }
}

/** Null where anything in it is not as we write it: sums of half a file would be wrong for a year. */
function parsed(text: string): Book | null {
  const { version, days, weeks } = recordIn(text)
  if (version !== 1) return null
  const [ofDays, ofWeeks] = [allFrom(days, isDay), allFrom(weeks, isWeek)]
  return ofDays === null || ofWeeks === null ? null : new Book(ofDays, ofWeeks)
}

function allFrom(
  entries: unknown,
  isTime: (text: string) => boolean,
): ReadonlyMap<string, Sums> | null {
  if (!isRecord(entries)) return null
  const all = new Map<string, Sums>()
  for (const [when, entry] of Object.entries(entries)) {
    const sums = isTime(when) ? sumsFrom(entry) : null
    if (sums === null) return null
    all.set(when, sums)
  }
  return all
}

function sumsFrom(entry: unknown): Sums | null {
  if (!isRecord(entry)) return null
  const { sites, solved } = entry
  if (!isRecord(sites) || !Array.isArray(solved) || !solved.every(isCount)) return null
  const sums = new Sums(solved)
  const all = Object.entries(sites)
  if (all.length > SITES_MAX) return null
  for (const [site, counts] of all) {
    if (!isRecord(counts)) return null
    for (const [what, count] of Object.entries(counts)) {
      if (!isCount(count) || site.length + what.length > NAME_CHARS_MAX) return null
      sums.add(site, what, count)
    }
  }
  return sums
}

type Entries = Readonly<Record<string, unknown>>

function recordIn(text: string): Entries {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
