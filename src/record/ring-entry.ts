import { type Step } from '../model/index.ts'
import { type LogLine } from './log-line.ts'

/** A log line with what is told to whoever asks for it alone. */
export interface RingLine extends LogLine {
  /** The name of the pass that was shown or earned. */
  readonly pass?: string
}

/** Why one request was decided as it was: its log line and what was said about it. */
export interface Explained extends RingLine {
  readonly steps: readonly Step[]
  /** Steps before these for which there was no room. */
  readonly stepsLeftOut: number
}

/** An entry as it is written: the file's name once, steps without the names of their fields. */
interface Entry extends RingLine {
  readonly file: string
  readonly said: readonly Said[]
  readonly leftOut: number
}

type Said = readonly [
  what: Step['what'],
  name: string,
  verdict: Step['verdict'],
  points: number,
  line: number,
  /** 1 for what was said in shadow. */
  shadow: 0 | 1,
  /** Where it is another than the entry's: a preset. */
  file?: string,
]

/** What is kept of an entry, tried in this order: the last steps tell most. */
const FORMS: readonly { steps: number; pathChars: number; fileChars: number }[] = [
  { steps: Infinity, pathChars: 256, fileChars: 120 },
  { steps: 3, pathChars: 256, fileChars: 120 },
  { steps: 1, pathChars: 64, fileChars: 60 },
  { steps: 1, pathChars: 0, fileChars: 0 },
]

/** Writes an entry in the fullest form that fits; null where none does. */
export function encodeEntry(
  line: RingLine,
  steps: readonly Step[],
  bytesMax: number,
): string | null {
  const written = steps.find(({ file }) => file !== '')?.file ?? ''
  for (const form of FORMS) {
    const kept = steps.slice(Math.max(0, steps.length - form.steps))
    const entry: Entry = {
      ...line,
      path: line.path.slice(0, form.pathChars),
      file: endOf(written, form.fileChars),
      said: kept.map((step) => saidOf(step, written, form.fileChars)),
      leftOut: steps.length - kept.length,
    }
    const text = JSON.stringify(entry)
    if (Buffer.byteLength(text) <= bytesMax) return text
  }
  return null
}

/** `main`: the file that the entry names already. */
function saidOf(step: Step, main: string, fileChars: number): Said {
  const { what, name, verdict, points, line, inShadow, file } = step
  const shadow = inShadow ? 1 : 0
  return line === 0 || file === main
    ? [what, name, verdict, points, line, shadow]
    : [what, name, verdict, points, line, shadow, endOf(file, fileChars)]
}

/** Of a long name the end says more than the beginning. */
function endOf(name: string, charsMax: number): string {
  return name.length <= charsMax ? name : `…${name.slice(name.length - charsMax)}`
}

/** Reads what `encodeEntry` has written; the caller has made sure that it is whole. */
export function decodeEntry(text: string): Explained {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own text, by its checksum
  const { file, said, leftOut, ...line } = JSON.parse(text) as Entry
  const steps = said.map(([what, name, verdict, points, at, shadow, own = file]): Step => ({
    what,
    name,
    verdict,
    points,
    inShadow: shadow === 1,
    file: at === 0 ? '' : own,
    line: at,
  }))
  return { ...line, steps, stepsLeftOut: leftOut }
}
