import { type Server } from 'node:http'
import { type KeyRing } from '../client/index.ts'
import { type Keeper, type KeptStore } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import {
  type Clock,
  type ClosedFor,
  type Figures,
  type KeyDirectory,
  type Listen,
  type Notice,
  type Order,
  type Outcome,
  type Reference,
  type Snapshot,
} from '../model/index.ts'
import { type GateSpeech } from './bounds/other-gates.ts'
import { type PassSightings } from './bounds/pass-sightings.ts'
import { type AnswerBuffers } from './forwarding/answer-buffers.ts'
import { type Spool } from './spool/spool.ts'

/** What a worker hands to its gate. */
export interface GateTools {
  readonly clock: Clock
  readonly limits: Limits
  readonly keys: () => KeyRing
  readonly snapshot: () => Snapshot
  /** What operators have ordered; missing: nothing. */
  readonly orders?: () => readonly Order[]
  /** What is published of sites; missing: nothing. */
  readonly figures?: () => Figures
  /** A pass was deleted by its holder, by its name: for so long it is to stay one no more. */
  readonly onDeleted?: (pass: string, forMs: number) => void
  /** Learns where good passes are shown; missing: nobody asks. */
  readonly sightings?: PassSightings
  /** Speaks with other gates; missing: there is nobody. */
  readonly others?: GateSpeech
  readonly workers: number
  /** Connections of clients that the system has room for, in all workers. */
  readonly connectionsMax: number
  readonly record: (outcome: Outcome) => void
  /** A server of a backend is given no more requests for now, for the log. */
  readonly onEjected: (backend: string, server: string, code: string) => void
  /** What the operator is to know of the set-up, once. */
  readonly onNotice: (notice: Notice) => void
  /** A connection was closed that nobody has asked anything on. */
  readonly onClosed: (why: ClosedFor) => void
  /** Where challenged forms wait; null where none is kept. */
  readonly kept: KeptStore | null
  /** Other gates that keep forms; missing: there is none. */
  readonly keepers?: () => readonly Keeper[]
  /** Of agents that sign, as fetched last; another list wherever one of them changed. Missing: there is none. */
  readonly directories?: () => readonly KeyDirectory[]
  /** Smaller ones, for tests. */
  readonly answerBuffers?: AnswerBuffers
  /** Where answers wait for slow readers; null where they may not. */
  readonly spool: Spool | null
  /** Another one, for tests. */
  readonly heapShare?: () => number
  /** A defect of the gate itself, for the log. */
  readonly onDefect: (error: unknown, reference: Reference) => void
}

/** One worker's gate, ready to listen. */
export interface OpenGate {
  /** A server for one address, `place` among them; all servers of a worker share its gate. */
  readonly createServer: (listen: Listen, place: number) => Server
  /**
   * From now on connections close after the answer under way; WebSockets end within `graceMs`. What
   * comes on open connections is served where another worker does too, else refused.
   */
  readonly startDraining: (graceMs: number, how: { readonly hasSuccessor: boolean }) => void
  /** Requests whose answer is not done yet. */
  readonly inFlight: () => number
  /** Lets go of connections to backends that a configuration just come into force does not name. */
  readonly retain: (snapshot: Snapshot) => void
  readonly close: () => Promise<void>
}
