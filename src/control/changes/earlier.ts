import type { Written } from '../examining/task.ts'

/** Whoever goes back further has forgotten what was in force then; each holds a MiB of text and its files. */
const EARLIER_MAX = 8

/** The configurations that were in force before the one that is, for `rollback`. */
export class Earlier {
  readonly #texts: Written[] = []

  /** The one that a rollback goes to; null where there is none. */
  get last(): Written | null {
    return this.#texts.at(-1) ?? null
  }

  /** This one was in force until now. */
  remember(written: Written): void {
    this.#texts.push(written)
    if (this.#texts.length > EARLIER_MAX) this.#texts.shift()
  }

  /** The last one is in force again: the next rollback goes one further back. */
  forgetLast(): void {
    this.#texts.pop()
  }
}
