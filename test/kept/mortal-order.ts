import { type Ticket } from '../../src/kept/index.ts'

/** What a mortal gate is to do. */
export interface Order {
  readonly folder: string
  /** Of the backend. */
  readonly port: number
  readonly tickets: readonly Ticket[]
  /** Of the submission this gate keeps itself. */
  readonly bytes: number
  /** The step of the disk, counted from 1, at which it is killed; null: it lives to its end. */
  readonly step: number | null
  readonly how: Death
}

/** Before the step, when it has begun, or whenever whoever hears of it from outside gets to it. */
export type Death = 'before' | 'under way' | 'outside'

/** What the gate says before it is killed. */
export interface Said {
  /** It has given this ticket away. */
  readonly ticket?: Ticket
  readonly isReady?: true
  /** Now it may be killed from outside. */
  readonly isAtStep?: true
  /** It is done with everything: after so many steps of its disk. */
  readonly steps?: number
}
