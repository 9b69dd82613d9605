/** How much of a report is shown. */
export interface Excerpt {
  /** Lines behind each one that is looked for. */
  readonly behind: number
  /** Lines in all. */
  readonly most: number
}

/** The lines of a text that are looked for, each with those behind it; `--` where some are left out. */
export function linesAround(text: string, wanted: RegExp, { behind, most }: Excerpt): string {
  const shown: string[] = []
  let left = 0
  for (const line of text.split('\n')) {
    const isWanted = wanted.test(line)
    if (isWanted && left === 0 && shown.length > 0) shown.push('--')
    if (isWanted) left = behind + 1
    if (left === 0) continue
    shown.push(line)
    left--
  }
  return shown.slice(0, most).join('\n')
}

/** The last lines of a text. */
export function lastOf(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
