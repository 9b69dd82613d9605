import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Before its heap holds so many megabytes, a worker's garbage collector does not mark all of it. The
 * program itself takes thirty; the rest is for what passes through.
 */
const MARKED_FROM_MB = 96

/**
 * What bodies are read into lies outside the heap, and V8 marks the whole heap anew for each 64 MiB of
 * it, although nearly all is garbage when it has been written: a worker that passes on large bodies
 * would spend more time on that than on them (an answer of 100 KiB costs half as much without). Counted
 * together with the heap, and begun later, it is marked as seldom as that deserves.
 *
 * Holds for threads begun after the call. These are options of V8, of which Node promises nothing: one
 * that it does not know any more is a line on stderr, and all goes on as without.
 */
export function markSeldom(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  setFlagsFromString(`--initial-old-space-size=${MARKED_FROM_MB}`)
  // For `collect`.
  setFlagsFromString('--expose-gc')
}

/**
 * Gives back what a thread holds and does not need any more, in between two of its tasks; some ten milliseconds.
 * Left alone a heap grows until it is marked the next time, which is seldom. Nothing happens where V8 cannot be told.
 */
export function collect(): void {
  const gc: unknown = runInNewContext('typeof gc === "function" ? gc : null')
  if (typeof gc === 'function') gc({ type: 'major', execution: 'async' })
}
