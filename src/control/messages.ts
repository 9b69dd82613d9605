import { type KeyFile } from '../client/index.ts'
import { type SharedMemory } from '../limits/index.ts'
import { type ListenAddress } from '../model/index.ts'

/** What a worker is born with. Text travels, not objects: each worker compiles the same text. */
export interface WorkerBirth {
  readonly index: number
  readonly text: string
  readonly file: string
  readonly folder: string
  readonly cores: number
  readonly keys: KeyFile
  readonly memory: SharedMemory
  /** With ports as claimed. A Unix socket is served by the first worker alone. */
  readonly listen: readonly ListenAddress[]
}

export type ToWorker =
  | { readonly kind: 'drain'; readonly graceMs: number }
  | { readonly kind: 'reopen-log' }

/** A worker that cannot go on throws: the main thread hears of that without a message. */
export type FromWorker = { readonly kind: 'listening' } | { readonly kind: 'beat' }

/** How often a worker shows that its event loop turns. */
export const BEAT_MS = 1_000
