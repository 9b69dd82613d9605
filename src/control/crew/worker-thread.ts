import { Worker } from 'node:worker_threads'
import { type GateTold, type Notice } from '../../model/index.ts'
import {
  type FromWorker,
  type ToWorker,
  type WorkerBirth,
  type WorkerQuestion,
  type WorkerReport,
} from './messages.ts'
import { environmentWith } from '../system/compiled.ts'
import { messageOf } from '../system/start-error.ts'

/** A leak ends one worker, not the machine. */
const HEAP_MB_MAX = 1_024

export interface ThreadEvents {
  readonly onReport: (thread: WorkerThread, report: WorkerReport) => void
  /** It listens, serves by other terms, or is ready to. */
  readonly onNews: (thread: WorkerThread) => void
  readonly onNotice: (notice: Notice, hash: string) => void
  /** It wants other gates to be asked, and is to be told what they say. */
  readonly onAsks: (thread: WorkerThread, asked: WorkerQuestion) => void
  /** It wants them to be told something. */
  readonly onTells: (told: GateTold) => void
  /** A pass was deleted by its holder. */
  readonly onDeleted: (pass: string, forMs: number) => void
  readonly onEnded: (thread: WorkerThread, why: string) => void
}

/** A revision that a worker does not serve by, and its reason. */
export interface Refusal {
  readonly revision: number
  readonly why: string
}

/** One worker thread, as the main thread knows it. */
export class WorkerThread {
  readonly index: number
  readonly slot: number
  readonly bornMs = performance.now()
  readonly #worker: Worker
  readonly #events: ThreadEvents
  #looksInSilence = 0
  /** The last terms it was given, until it has said what it makes of them. */
  #compiling = 0
  /** Why it ended, or is about to. */
  why = 'it ended by itself'
  /** An operator ends it: that says nothing of how healthy it is. */
  isUnwanted = false
  isListening = false
  hasEnded = false
  /** The terms it serves by; 0 before it listens. */
  revision = 0
  hash = ''
  /** The terms it is ready to serve by. */
  prepared = 0
  refusal: Refusal | null = null
  /** The revision of the orders it serves by. */
  obeys: number
  report: WorkerReport | null = null

  constructor(birth: WorkerBirth, program: string, events: ThreadEvents) {
    this.index = birth.index
    this.slot = birth.slot
    this.obeys = birth.orders.revision
    this.#events = events
    this.#worker = new Worker(program, {
      workerData: birth,
      env: environmentWith(birth.compiled),
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    })
    this.#worker.on('error', (error) => (this.why = messageOf(error)))
    this.#worker.on('message', (message: FromWorker) => this.#hear(message))
    this.#worker.once('exit', () => {
      this.hasEnded = true
      this.isListening = false
      events.onEnded(this, this.why)
    })
  }

  #hear(message: FromWorker): void {
    this.#looksInSilence = 0
    switch (message.kind) {
      case 'beat':
        this.#take(message.report)
        this.report = message.report
        return this.#events.onReport(this, message.report)
      case 'notice':
        return this.#events.onNotice(message.notice, message.hash)
      case 'asks':
        return this.#events.onAsks(this, message)
      case 'tells':
        return this.#events.onTells(message.told)
      case 'deleted':
        return this.#events.onDeleted(message.pass, message.forMs)
      case 'listening':
        this.isListening = true
        this.#take(message)
        break
      case 'serves':
        this.#take(message)
        break
      case 'obeys':
        this.obeys = message.revision
        break
      case 'prepared':
        this.prepared = message.revision
        this.#hasCompiled(message)
        break
      case 'refused':
        this.refusal = message
        this.#hasCompiled(message)
    }
    this.#events.onNews(this)
  }

  #take({ revision, hash }: Pick<WorkerReport, 'revision' | 'hash'>): void {
    this.revision = revision
    this.hash = hash
    this.#hasCompiled({ revision })
  }

  /** Whether it has said that it is ready for a revision, or why it is not. */
  hasAnswered(revision: number): boolean {
    return this.prepared === revision || this.refusal?.revision === revision
  }

  #hasCompiled({ revision }: Pick<Refusal, 'revision'>): void {
    if (revision >= this.#compiling) this.#compiling = 0
  }

  /** Whether it makes out other terms: on a machine that is busy it may be silent meanwhile. */
  get isCompiling(): boolean {
    return this.#compiling > 0
  }

  /** Ends it where it has been silent for `patienceMs`, in looks of `lookMs`. */
  look(lookMs: number, patienceMs: number): void {
    // Counted in looks: when the whole process was stopped for a while, nobody looked either.
    this.#looksInSilence++
    if (this.#looksInSilence * lookMs < patienceMs) return
    this.#looksInSilence = 0
    this.end(`it was silent for ${patienceMs / 1000} seconds`)
  }

  say(message: ToWorker): void {
    if (this.hasEnded) return
    if (message.kind === 'prepare' || message.kind === 'adopt') {
      this.#compiling = message.terms.revision
      this.#looksInSilence = 0
    }
    this.#worker.postMessage(message)
  }

  /** Ends it at once. */
  end(why: string): void {
    if (this.hasEnded) return
    this.why = why
    void this.#worker.terminate()
  }

  /** Lets it finish what is under way; ends it by force where that takes longer than `withinMs`. */
  dismiss(message: ToWorker, withinMs: number): Promise<void> {
    if (this.hasEnded) return Promise.resolve()
    return new Promise((resolve) => {
      const force = setTimeout(() => this.end('it did not finish in time'), withinMs)
      this.#worker.once('exit', () => {
        clearTimeout(force)
        resolve()
      })
      this.say(message)
    })
  }
}
