import { type Place, type Terms, type ToWorker, type WorkerBirth } from './messages.ts'
import { News } from './news.ts'
import { PACE, type Pace } from './pace.ts'
import { NotFound, Refused } from '../system/refused.ts'
import { type CrewEvents, Seat } from './seat.ts'
import { Slots } from './slots.ts'
import { type WorkerThread } from './worker-thread.ts'

/** So many workers may be finishing while their successors serve. */
export const SUCCESSIONS_MAX = 4

/** A worker that is succeeded may take so long to finish what it has under way. */
const GRACE_MS = 30_000

export interface SupervisorOptions {
  readonly workers: number
  /** The program of the threads. */
  readonly program: string
  readonly birthOf: (place: Place) => WorkerBirth
  /** The terms in force. */
  readonly terms: () => Terms
  readonly pace?: Pace
}

/** Keeps workers alive: starts them, replaces the dead and the silent, ends them in good order. */
export class Supervisor {
  readonly seats: readonly Seat[]
  readonly news = new News()
  readonly #slots: Slots
  readonly #pace: Pace
  #timer: NodeJS.Timeout | null = null
  /** Whoever ends is not replaced, and takes nothing up any more. */
  isEnding = false

  constructor({ workers, pace = PACE, ...options }: SupervisorOptions, events: CrewEvents) {
    this.#slots = new Slots(workers + SUCCESSIONS_MAX)
    this.#pace = pace
    const crew = { ...options, pace, events, slots: this.#slots, news: this.news }
    this.seats = Array.from({ length: workers }, (_, index) => new Seat(index, crew))
  }

  /** Starts all workers; fails where one of them cannot listen. `drain` ends the others then. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => {
      for (const seat of this.seats) seat.look(performance.now())
    }, this.#pace.lookMs)
    await Promise.all(this.seats.map((seat) => seat.start()))
  }

  /** Workers that listen right now. */
  get listening(): number {
    return this.seats.filter((seat) => seat.isListening).length
  }

  /** Of all files for answers that are read slowly, as the workers last said. */
  get spooledBytes(): number {
    return this.threads.reduce((sum, { report }) => sum + (report?.spooledBytes ?? 0), 0)
  }

  get threads(): readonly WorkerThread[] {
    return this.seats.flatMap((seat) => seat.threads)
  }

  tellAll(message: ToWorker): void {
    for (const thread of this.threads) thread.say(message)
  }

  /** Tells the first worker that listens; nobody where none does. */
  tellOne(message: ToWorker): void {
    this.seats.find((seat) => seat.isListening)?.current?.say(message)
  }

  /**
   * Replaces one worker; settles when the new one serves. Unless `abrupt`, the new one listens before
   * the old one stops, and nobody notices.
   *
   * @throws NotFound where there is no such worker.
   * @throws Refused where it is being replaced already, or too many others are.
   */
  async restart(index: number, { abrupt }: { readonly abrupt: boolean }): Promise<void> {
    const seat = this.seats[index]
    if (seat === undefined) {
      throw new NotFound(
        `there is no worker ${index}: they count from 0 to ${this.seats.length - 1}`,
      )
    }
    if (abrupt) return seat.abandon()
    // A dead worker's successor must find a place.
    const empty = this.seats.filter(({ current }) => current === null).length
    if (this.#slots.free <= empty) {
      throw new Refused(`${SUCCESSIONS_MAX} workers are finishing what they have under way`)
    }
    return seat.succeed(GRACE_MS)
  }

  /** Drains all workers, whom maybe another gate's succeed; those that are not done by `graceMs` are cut off, then ended. */
  async drain(graceMs: number, hasSuccessor = false): Promise<void> {
    this.isEnding = true
    this.news.tell()
    if (this.#timer !== null) clearInterval(this.#timer)
    await Promise.all(this.seats.map((seat) => seat.dismiss(graceMs, hasSuccessor)))
  }
}
