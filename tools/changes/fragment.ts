/** The sections of a release's notes, in the order they are told. */
export const SECTIONS = ['added', 'changed', 'fixed', 'security'] as const

export type Section = (typeof SECTIONS)[number]

/** One change as operators read it: a paragraph, in a file that is named after it. */
export interface Fragment {
  readonly section: Section
  /** Lines without the dash and the indentation they get in a list. */
  readonly lines: readonly string[]
}

/** The file among the fragments that says how to write one. */
export const GUIDE = 'README.md'

/** As wide as the lines of the other documents at most, less what a list indents. */
const LINE_CHARACTERS_MAX = 120

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*\.(?<section>added|changed|fixed|security)\.md$/

/** Reads one file; a text instead of a fragment says what is wrong with it. */
export function readFragment(name: string, text: string): Fragment | string {
  const section = SECTIONS.find((each) => each === NAME.exec(name)?.groups?.['section'])
  if (section === undefined) {
    return `${name}: is to be named like what-changed.fixed.md, with one of ${SECTIONS.join(', ')}`
  }
  const lines = text.trimEnd().split('\n')
  const wrong = wrongIn(lines)
  return wrong === null ? { section, lines } : `${name}: ${wrong}`
}

function wrongIn(lines: readonly string[]): string | null {
  if (lines.some((line) => line.trim() === '')) return 'is to be one paragraph'
  if (lines.some((line) => /^\s|^[-*#]/.test(line))) return 'is to be prose: no list, no heading'
  if (lines.some((line) => line.length > LINE_CHARACTERS_MAX)) {
    return `has a line of more than ${LINE_CHARACTERS_MAX} characters`
  }
  return lines.at(-1)?.endsWith('.') === true ? null : 'is to end with a full stop'
}

/** Reads files by their names, in the order of these. @throws Error with every mistake, one a line. */
export function readFragments(files: ReadonlyMap<string, string>): readonly Fragment[] {
  const read = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => readFragment(name, text))
  const mistakes = read.filter((each) => typeof each === 'string')
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  return read.filter((each) => typeof each !== 'string')
}
