import { type Caretaker } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock } from '../model/index.ts'
import { type FigureDesk } from './figures/figure-desk.ts'
import { type Keys } from './changes/open-keys.ts'
import { type Course } from './course.ts'
import { type OrderDesk } from './operators/order-desk.ts'
import { type WaitingRoomWatch } from './waiting-rooms.ts'
import { sweepForms } from './kept-forms.ts'
import { messageOf } from './system/start-error.ts'

/** Counters' 32-bit times wrap after days; freeing what has run out this often is plenty. */
const SWEEP_MS = 6 * 3600 * 1000

/** A form that nobody takes up again is deleted so soon after its time. */
const FORMS_MS = 30_000

/** Old keys do no harm; they only shall not stay for ever. */
const PRUNE_MS = 3600 * 1000

/** Another gate that rotates the keys of a file waits until all have read the new one. */
const READ_KEYS_MS = 2_000

/** Nobody is held to an order that has ended; it only shall not stay in lists. */
const ORDERS_MS = 60_000

/** Where nobody asks, a place in a waiting room that is free is kept for the next at once. */
const TURNS_MS = 1_000

/** A gate that is killed has lost no more than that of what is published. */
const FIGURES_MS = 60_000

export interface ChoreTools {
  readonly limits: Limits
  readonly clock: Clock
  readonly caretaker: Caretaker | null
  readonly course: Pick<Course, 'tend'>
  /** Drops those whose last pass has expired; takes up what another gate has written to their file. */
  readonly keys: Keys
  /** Forgets those that have ended. */
  readonly orders: Pick<OrderDesk, 'prune'>
  readonly figures: Pick<FigureDesk, 'tend'>
  /** Lets in who waits. */
  readonly rooms: Pick<WaitingRoomWatch, 'takeTurns'>
  readonly onNote: (line: string) => void
}

/** Begins what the main thread does by itself from time to time; ends it when called. */
export function startChores(tools: ChoreTools): () => void {
  const { limits, clock, course, keys, orders, figures, rooms, onNote } = tools
  const pruneKeys = (): void => {
    course
      .tend(() => keys.keeper.prune())
      .catch((error: unknown) => {
        onNote(`old keys could not be dropped: ${messageOf(error)}`)
      })
  }
  let told: string | null = null
  let isReading = false
  const readKeys = (): void => {
    if (isReading) return
    isReading = true
    void keys.desk.tidy().then((why) => {
      if (why !== null && why !== told) onNote(why)
      told = why
      isReading = false
    })
  }
  void figures.tend()
  const timers = [
    setInterval(() => limits.sweep(clock.steadyMs()), SWEEP_MS),
    setInterval(pruneKeys, PRUNE_MS),
    setInterval(readKeys, READ_KEYS_MS),
    setInterval(() => orders.prune(), ORDERS_MS),
    setInterval(() => void figures.tend(), FIGURES_MS),
    setInterval(() => void sweepForms(tools), FORMS_MS),
    setInterval(() => rooms.takeTurns(), TURNS_MS),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
