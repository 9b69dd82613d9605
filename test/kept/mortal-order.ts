import { type Ticket } from '../../src/kept/index.ts'

/** What a mortal gate is to do. */
export interface Order {
  readonly folder: string
  /** Of the backend. */
  readonly port: number
  readonly tickets: readonly Ticket[]
  /** Of the submission this gate keeps itself. */
  readonly bytes: number
  /** The step of the disk at which it ends; null: it is killed from outside. */
  readonly step: number | null
  /** Whether that step has begun by then. */
  readonly isUnderWay: boolean
}

/** What the gate says before it is killed. */
export interface Said {
  /** It has given this ticket away. */
  readonly ticket?: Ticket
  readonly isReady?: true
  /** It is done with everything: after so many steps of its disk. */
  readonly steps?: number
}
