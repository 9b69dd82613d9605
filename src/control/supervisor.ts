import { type ToWorker, type WorkerBirth } from './messages.ts'
import { PACE, type Pace } from './pace.ts'
import { Seat, type SeatEvents } from './seat.ts'

/** After the grace the workers cut off by themselves what is left; this is for their doing so. */
const CUT_MS = 1_000

/** Keeps workers alive: starts them, replaces the dead and the silent, ends them in good order. */
export class Supervisor {
  readonly #seats: readonly Seat[]
  readonly #pace: Pace
  #timer: NodeJS.Timeout | null = null

  constructor(
    births: readonly WorkerBirth[],
    program: string,
    events: SeatEvents,
    pace: Pace = PACE,
  ) {
    this.#seats = births.map((birth) => new Seat({ birth, program, pace }, events))
    this.#pace = pace
  }

  /** Starts all workers; fails where one of them cannot listen. `drain` ends the others then. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => {
      for (const seat of this.#seats) seat.look(performance.now())
    }, this.#pace.lookMs)
    await Promise.all(this.#seats.map((seat) => seat.start(performance.now())))
  }

  /** Workers that listen right now. */
  get listening(): number {
    return this.#seats.filter((seat) => seat.isListening).length
  }

  tellAll(message: ToWorker): void {
    for (const seat of this.#seats) seat.say(message)
  }

  /** Drains all workers; those that are not done by `graceMs` are cut off, then ended. */
  async drain(graceMs: number): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    const withinMs = graceMs + CUT_MS
    await Promise.all(this.#seats.map((seat) => seat.dismiss({ kind: 'drain', graceMs }, withinMs)))
  }
}
