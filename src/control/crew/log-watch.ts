import { type OnNote } from '../system/note.ts'
import { type WorkerThread } from './worker-thread.ts'

export interface LogWatchOptions {
  readonly threads: () => readonly WorkerThread[]
  /** Lines lost since the gate started. */
  readonly dropped: () => number
  /** What the operator is to know. */
  readonly onNote: OnNote
}

/** Tells when a worker's log cannot be written any more, and when all can be again: once each. */
export class LogWatch {
  readonly #options: LogWatchOptions
  #told: string | null = null
  #droppedBefore = 0

  constructor(options: LogWatchOptions) {
    this.#options = options
  }

  /** The system's code for why a log cannot be written, as the workers last said; null where all can. */
  get fault(): string | null {
    const faults = this.#options.threads().map(({ report }) => report?.logFault ?? null)
    return faults.find((fault) => fault !== null) ?? null
  }

  /** For whoever asks whether the gate is ready; null where all is well. */
  get remark(): string | null {
    const { fault } = this
    return fault === null ? null : `the log cannot be written: ${fault}`
  }

  /** To be called where a worker has said how it is, or has ended. */
  look(): void {
    const { onNote, dropped } = this.#options
    const { fault } = this
    if ((fault === null) === (this.#told === null)) return
    if (fault === null) {
      onNote(`the log is written again; ${dropped() - this.#droppedBefore} lines were lost`, 'info')
    } else {
      this.#droppedBefore = dropped()
      onNote(`the log cannot be written: ${fault}; lines are held, then lost`, 'error')
    }
    this.#told = fault
  }
}
