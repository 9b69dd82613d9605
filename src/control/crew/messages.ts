import { type KeyFile } from '../../client/index.ts'
import { type Blueprint } from '../../building/index.ts'
import { type Keeper } from '../../kept/index.ts'
import { type SharedMemory } from '../../limits/index.ts'
import {
  type Figures,
  type GateAnswers,
  type GateQuestion,
  type GateTold,
  type KeyDirectory,
  type Listen,
  type Notice,
  type Order,
  type PassSighting,
  type SocketAccess,
} from '../../model/index.ts'
import {
  type MetricsDelta,
  type NoteDetails,
  type NoteMessage,
  type RingMemory,
  type ThreadReadings,
} from '../../record/index.ts'

/** What all workers serve by. Each builds its snapshot of the same blueprint. */
export interface Terms {
  /** Grows with every change, so that the main thread sees who serves by which. */
  readonly revision: number
  /** The revision that brought the blueprint: with the keys alone it does not change. */
  readonly drawn: number
  readonly blueprint: Blueprint
  readonly keys: KeyFile
}

/** What operators have ordered, as workers are told of it. */
export interface OrdersInForce {
  /** Grows with every change. */
  readonly revision: number
  readonly list: readonly Order[]
}

/** Which worker one is, and what it alone may write of the shared memory. */
export interface Place {
  readonly index: number
  /** Another one for each of two threads that live at the same time. */
  readonly slot: number
}

/** What a worker is born with. */
export interface WorkerBirth extends Place, Omit<Learned, 'keepers'> {
  readonly terms: Terms
  readonly orders: OrdersInForce
  /** Where compiled code is kept from one worker's birth to the next. */
  readonly compiled: string | null
  readonly memory: SharedMemory
  readonly ring: RingMemory
  /** With ports as claimed. A Unix socket is served by the first worker alone. */
  readonly listen: readonly Listen[]
  /** Who may speak to each of them, where it is a Unix socket and that is said. */
  readonly access: readonly (SocketAccess | null)[]
  /** Of clients, in all workers: what the system has room for. */
  readonly connectionsMax: number
  /** Whether there is a folder for challenged forms. */
  readonly keepsForms: boolean
  /** `Threshold.memory`: before it listens. */
  readonly threshold: SharedArrayBuffer
}

/** What the main thread hears, fetches and sums up. */
export interface Learned {
  /** Other gates that keep forms. */
  readonly keepers: readonly Keeper[]
  /** Keys of agents that sign, as fetched last. */
  readonly directories: readonly KeyDirectory[]
  /** What is published of sites. */
  readonly figures: Figures
}

export type ToWorker =
  | {
      readonly kind: 'drain'
      /** What is under way is cut off after this. */
      readonly graceMs: number
      /** Another worker serves already: what comes until all connections are closed is served. */
      readonly hasSuccessor: boolean
    }
  | { readonly kind: 'reopen-log' }
  | { readonly kind: 'note'; readonly message: NoteMessage; readonly details: NoteDetails }
  /** Make ready to serve by these terms; nothing changes yet. */
  | { readonly kind: 'prepare'; readonly terms: Terms }
  /** Serve by what was prepared. */
  | { readonly kind: 'commit'; readonly revision: number }
  /** Forget what was prepared. */
  | { readonly kind: 'discard'; readonly revision: number }
  /** From now on these are in force, and no others. */
  | { readonly kind: 'orders'; readonly orders: OrdersInForce }
  /** From now on some of it is otherwise. */
  | ({ readonly kind: 'learn' } & Partial<Learned>)
  /** Serve by these terms, which are in force already. */
  | { readonly kind: 'adopt'; readonly terms: Terms }
  /** What other gates have said to a question of the worker's. */
  | { readonly kind: 'answers'; readonly id: number; readonly answers: GateAnswers }

/** What a worker has under way, and what it has met since it last said so. */
export interface WorkerReport {
  readonly revision: number
  readonly hash: string
  readonly connections: number
  readonly inFlight: number
  /** Of its file for answers that are read slowly. */
  readonly spooledBytes: number
  /** The system's code for why its log cannot be written now; null where it can. */
  readonly logFault: string | null
  /** Its event loop and its heap. */
  readonly thread: Omit<ThreadReadings, 'thread'>
  readonly metrics: MetricsDelta
  /** From where good passes were shown. */
  readonly sightings: readonly PassSighting[]
}

/** What a worker wants other gates to be asked; `id` is its own. */
export interface WorkerQuestion {
  readonly id: number
  readonly question: GateQuestion
}

/** A worker that cannot go on throws: the main thread hears of that without a message. */
export type FromWorker =
  | { readonly kind: 'listening'; readonly revision: number; readonly hash: string }
  | { readonly kind: 'beat'; readonly report: WorkerReport }
  /** What the operator is to know; the main thread tells it once for all workers. */
  | { readonly kind: 'notice'; readonly notice: Notice; readonly hash: string }
  | { readonly kind: 'prepared'; readonly revision: number }
  | { readonly kind: 'refused'; readonly revision: number; readonly why: string }
  /** It serves by the orders of that revision. */
  | { readonly kind: 'obeys'; readonly revision: number }
  | ({ readonly kind: 'asks' } & WorkerQuestion)
  /** Nobody answers it. */
  | { readonly kind: 'tells'; readonly told: GateTold }
  /** A pass was deleted by its holder, and is marked as revoked: for so long it could be shown. */
  | { readonly kind: 'deleted'; readonly pass: string; readonly forMs: number }
  | { readonly kind: 'serves'; readonly revision: number; readonly hash: string }

/** How often a worker shows that its event loop turns. */
export const BEAT_MS = 1_000
