import { Worker } from 'node:worker_threads'
import { type FromWorker, type ToWorker, type WorkerBirth } from './messages.ts'
import { type Pace } from './pace.ts'
import { messageOf } from './start-error.ts'

/** A leak ends one worker, not the machine. */
const HEAP_MB_MAX = 1_024

/** The pause before the first replacement of a worker that died young; it doubles each time. */
const REBIRTH_MS_MIN = 100

export interface SeatEvents {
  /** A worker has ended without being told to; what it had under way is to be forgotten. */
  readonly onDeath: (index: number, why: string) => void
  readonly onReplaced: (index: number) => void
}

export interface SeatOptions {
  readonly birth: WorkerBirth
  /** The program of the thread. */
  readonly program: string
  readonly pace: Pace
}

/** One worker thread after the other, and what the main thread knows of it. */
export class Seat {
  readonly #options: SeatOptions
  readonly #events: SeatEvents
  #worker: Worker | null = null
  #bornMs = 0
  #looksInSilence = 0
  #diedYoung = 0
  #nextBirthMs = 0
  #why = ''
  #hasServed = false
  #isDismissed = false
  isListening = false

  constructor(options: SeatOptions, events: SeatEvents) {
    this.#options = options
    this.#events = events
  }

  /** Settles when the worker listens, or says why it cannot. */
  start(nowMs: number): Promise<void> {
    const { birth, program } = this.#options
    const worker = new Worker(program, {
      workerData: birth,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    })
    this.#worker = worker
    this.#bornMs = nowMs
    this.#looksInSilence = 0
    this.#why = ''
    worker.on('error', (error) => (this.#why = messageOf(error)))
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        this.#looksInSilence = 0
        switch (message.kind) {
          case 'listening':
            this.#listens()
            return resolve()
          case 'beat':
        }
      })
      worker.once('exit', () => {
        const why = this.#why || 'it ended by itself'
        this.#ended(why)
        reject(new Error(why))
      })
    })
  }

  #listens(): void {
    this.isListening = true
    if (this.#hasServed) this.#events.onReplaced(this.#options.birth.index)
    this.#hasServed = true
  }

  #ended(why: string): void {
    const { birth, pace } = this.#options
    const nowMs = performance.now()
    const isYoung = nowMs - this.#bornMs < pace.healthyMs
    const pauseMs = Math.min(pace.rebirthMsMax, REBIRTH_MS_MIN * 2 ** this.#diedYoung)
    this.#diedYoung = isYoung ? this.#diedYoung + 1 : 0
    this.#nextBirthMs = isYoung ? nowMs + pauseMs : nowMs
    this.#worker = null
    this.isListening = false
    // A worker that fails at the gate's own start is not replaced: the gate does not start.
    if (this.#hasServed && !this.#isDismissed) this.#events.onDeath(birth.index, why)
  }

  /** Replaces the worker where it is dead, ends it where it is silent. */
  look(nowMs: number): void {
    if (this.#isDismissed) return
    if (this.#worker === null) {
      // Its failure is heard of as a death.
      if (nowMs >= this.#nextBirthMs) this.start(nowMs).catch(() => undefined)
      return
    }
    const { silenceMs, startMs, lookMs } = this.#options.pace
    // Counted in looks: when the whole process was stopped for a while, nobody looked either.
    this.#looksInSilence++
    const patienceMs = this.isListening ? silenceMs : startMs
    if (this.#looksInSilence * lookMs < patienceMs) return
    this.#looksInSilence = 0
    this.#why = `it was silent for ${patienceMs / 1000} seconds`
    void this.#worker.terminate()
  }

  say(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  /** Settles when the worker has ended; ends it by force after `withinMs`. */
  dismiss(message: ToWorker, withinMs: number): Promise<void> {
    this.#isDismissed = true
    const worker = this.#worker
    if (worker === null) return Promise.resolve()
    return new Promise((resolve) => {
      const force = setTimeout(() => void worker.terminate(), withinMs)
      worker.once('exit', () => {
        clearTimeout(force)
        resolve()
      })
      worker.postMessage(message)
    })
  }
}
