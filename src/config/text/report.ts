import { type Mistake, type MistakeCode } from './mistake.ts'

/** More mistakes than anybody reads at once: beyond it the text is no configuration. */
export const MISTAKES_MAX = 200

/** What is said about a place, besides where and how severe. */
export interface Said {
  readonly code: MistakeCode
  readonly message: string
  readonly hint?: string | null
}

/** Collects what every pass finds, in any order, and knows lines and columns by offset. */
export class Report {
  readonly #file: string
  readonly #linesBefore: number
  #lineStarts: readonly number[]
  readonly #found: { readonly offset: number; readonly mistake: Mistake }[] = []

  /** `linesBefore`: of the text, lines that stand in no file; those of the file are counted behind them. */
  constructor(file: string, text: string, linesBefore = 0) {
    this.#file = file
    this.#linesBefore = linesBefore
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  }

  /** Another one that has found as much, for whoever goes on from here. */
  copy(): Report {
    const copy = new Report(this.#file, '', this.#linesBefore)
    copy.#lineStarts = this.#lineStarts
    copy.#found.push(...this.#found)
    return copy
  }

  error(offset: number, said: Said): void {
    this.#add(offset, 'error', said)
  }

  warn(offset: number, said: Said): void {
    this.#add(offset, 'warning', said)
  }

  #add(offset: number, severity: Mistake['severity'], { code, message, hint = null }: Said): void {
    const { line, column } = this.positionOf(offset)
    const mistake = { file: this.#file, line, column, severity, code, message, hint }
    this.#found.push({ offset, mistake })
  }

  /** Line and column of an offset, both counted from 1. */
  positionOf(offset: number): { line: number; column: number } {
    let low = 0
    let high = this.#lineStarts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1 - this.#linesBefore, column: offset - (this.#lineStarts[low] ?? 0) + 1 }
  }

  get hasErrors(): boolean {
    return this.#found.some(({ mistake }) => mistake.severity === 'error')
  }

  /** What several policies inherit is wrong in each of them, and is told once. */
  #withoutTwins(): readonly { readonly offset: number; readonly mistake: Mistake }[] {
    const told = new Map(
      this.#found.map((found) => [`${found.offset} ${found.mistake.message}`, found]),
    )
    return [...told.values()]
  }

  /** In the order of the text; where there are too many, errors before warnings, then the first. */
  mistakes(): Mistake[] {
    const sorted = this.#withoutTwins().toSorted((a, b) => a.offset - b.offset)
    const errors = sorted.filter(({ mistake }) => mistake.severity === 'error')
    const kept = sorted.length > MISTAKES_MAX && errors.length > 0 ? errors : sorted
    return kept.slice(0, MISTAKES_MAX).map(({ mistake }) => mistake)
  }
}
