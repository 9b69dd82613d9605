import { setImmediate as others } from 'node:timers/promises'

/**
 * So long a thread builds before it looks after everything else again. A request takes three or four turns
 * of the event loop and may wait at each; shorter slices cost as many more turns.
 */
export const SLICE_MS = 5

/** Work that may stop wherever it yields. */
export type Work<T> = Generator<undefined, T, undefined>

/** How slices are told apart and what happens between two of them: handed in by tests. */
export interface SliceTools {
  readonly nowMs: () => number
  readonly others: () => Promise<unknown>
}

/** Does it all at once. */
export function atOnce<T>(work: Work<T>): T {
  let step = work.next()
  while (step.done !== true) step = work.next()
  return step.value
}

/** Does it in slices, while everything else goes on in between; null where it is not wanted any more. */
export async function inSlices<T>(
  work: Work<T>,
  isWanted: () => boolean = () => true,
  { nowMs, others: letOthers }: SliceTools = { nowMs: () => performance.now(), others },
): Promise<T | null> {
  for (;;) {
    const untilMs = nowMs() + SLICE_MS
    let step = work.next()
    while (step.done !== true && nowMs() < untilMs) step = work.next()
    if (step.done === true) return step.value
    await letOthers()
    if (!isWanted()) return null
  }
}
