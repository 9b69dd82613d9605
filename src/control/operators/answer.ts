/** How what an operator asked for ended; commands have an exit code for each. */
export type Ending = 'done' | 'failed' | 'invalid' | 'refused' | 'missing'

/** What an operator is told: the same as data and as text. */
export interface Answer {
  readonly ending: Ending
  /** For scripts: one JSON object. */
  readonly report: object
  /** For people: whole lines. */
  readonly text: string
}

/** Says why something was not done, in one line. */
export function failure(ending: Ending, why: string): Answer {
  return { ending, report: { ok: false, why }, text: `${why}\n` }
}

/** What was done all the same does not count as done where something that belongs to it failed; null: nothing. */
export function unlessFailed(answer: Answer, why: string | null): Answer {
  if (why === null || answer.ending !== 'done') return answer
  const report = { ...answer.report, ok: false, why }
  return { ending: 'failed', report, text: `${answer.text}${why}\n` }
}

/** Rows as columns that are as wide as their widest cell; the first row is the heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  )
  const line = (row: readonly (string | number)[]): string =>
    row.map((cell, column) => String(cell).padEnd(widths[column] ?? 0)).join('  ')
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('')
}
