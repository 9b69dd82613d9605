import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Examination, Task } from '../examining/task.ts'
import { environmentWith } from '../system/compiled.ts'
import { programFile } from '../system/program-file.ts'
import { codeOf, messageOf } from '../system/start-error.ts'

export interface ApartOptions {
  /** Where compiled code is kept from one thread to the next. */
  readonly compiled?: string | null
  /** The largest configuration with the most policy tests takes a tenth of it on a machine that is busy. */
  readonly withinMs?: number
  /** Ten thousand rules take a tenth of it, a list of a million networks a quarter. */
  readonly heapMb?: number
  readonly program?: string
  /** Aborted where the gate ends, which does not wait for it. */
  readonly signal?: AbortSignal
}

const WITHIN_MS = 120_000
const HEAP_MB = 1_024

const ENDS = 'the gate ends'

/** In the house's own words; Node's speak of workers, of which the operator knows others. */
const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY'

/**
 * Examines a configuration in a thread that lives for that alone: whoever serves, or looks after those who do,
 * goes on meanwhile, and what it took is given back whole.
 *
 * @throws Error where the thread finds no end, within its time or its memory.
 */
export function examineApart(task: Task, options: ApartOptions = {}): Promise<Examination> {
  const { withinMs = WITHIN_MS, heapMb = HEAP_MB, compiled = null, signal } = options
  const { program = EXAMINER } = options
  if (signal?.aborted === true) return Promise.reject(new Error(failure(ENDS)))
  const { promise, resolve, reject } = Promise.withResolvers<Examination>()
  const fail = (why: string): void => reject(new Error(failure(why)))
  const thread = new Worker(program, {
    workerData: task,
    env: environmentWith(compiled),
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const giveUp = (why: string): void => {
    fail(why)
    void thread.terminate()
  }
  const late = setTimeout(() => giveUp(`it took longer than ${withinMs / 1000} seconds`), withinMs)
  const stop = (): void => giveUp(ENDS)
  signal?.addEventListener('abort', stop)
  thread.once('message', resolve)
  thread.once('error', (error: unknown) => {
    const isTooMuch = codeOf(error) === OUT_OF_MEMORY
    fail(isTooMuch ? `it takes more than ${heapMb} MiB of memory` : messageOf(error))
  })
  thread.once('exit', () => {
    clearTimeout(late)
    signal?.removeEventListener('abort', stop)
    fail('its thread ended')
  })
  return promise
}

function failure(why: string): string {
  return `it could not be compiled: ${why}`
}

const EXAMINER = join(import.meta.dirname, '../examining', programFile('examiner'))
