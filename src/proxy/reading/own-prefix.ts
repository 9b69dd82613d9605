import { unescaped } from './path-changes.ts'
import { type PathReadings } from './path-readings.ts'

/** All of the gate's own paths lie below it. */
const PREFIX = '/.paart'

/** Own paths are recognised by the path as sent, never by a reading of it. */
export function isOwnPath(path: string): boolean {
  return path.startsWith(`${PREFIX}/`)
}

/** Whether some reading of a path is one of ours, or looks like one: it is never forwarded. */
export function leadsToOwnPath({ path, readings }: Read): boolean {
  if (readings === null) return mayHold(path, PREFIX)
  return readings.some((reading) => reading.toLowerCase().startsWith(PREFIX))
}

interface Read {
  readonly path: string
  readonly readings: PathReadings
}

/** Escapes within escapes: nobody escapes a path so often. */
const ROUNDS_MAX = 8

/** Whether a text may come about where a path is read: it does not where all escapes are undone and it is nowhere. */
function mayHold(path: string, text: string): boolean {
  let bare = path
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = bare
    bare = unescaped(bare)
    if (bare === before) return bare.toLowerCase().includes(text.slice(1))
  }
  return true
}
