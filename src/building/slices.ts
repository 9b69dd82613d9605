import { setTimeout as pause } from 'node:timers/promises'

/** So long a thread builds before it looks after everything else again. */
export const SLICE_MS = 5

/**
 * And then everything else has it for so long: a request takes four or five turns of the event loop, and would wait
 * for a slice at each. Who rests is also given a processor at once where others want it too.
 */
const REST_MS = 5

const rest = (): Promise<unknown> => pause(REST_MS)

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
  { nowMs, others }: SliceTools = { nowMs: () => performance.now(), others: rest },
): Promise<T | null> {
  for (;;) {
    const untilMs = nowMs() + SLICE_MS
    let step = work.next()
    while (step.done !== true && nowMs() < untilMs) step = work.next()
    if (step.done === true) return step.value
    await others()
    if (!isWanted()) return null
  }
}
