import { type OnReadOpts, type Socket } from 'node:net'
import { type AnswerEvents } from './answer.ts'
import { type FaultName } from './faults.ts'
import { type Polls } from './polls.ts'
import { type Sweep } from './sweep.ts'

/** What all connections of one worker share. */
export interface RoadTools {
  readonly sweep: Sweep
  readonly polls: Polls
  /** What they read into. */
  readonly shared: Buffer
}

/** In milliseconds. */
export interface Timeouts {
  readonly connectMs: number
  /** From the request's last byte to the end of the answer's head. */
  readonly headMs: number
  /** Between two reads of the body. */
  readonly bodyMs: number
}

/** Opens the socket of a connection, into whose buffer it is read. */
export interface Opening {
  /** The event that says that it is open. */
  readonly opened: 'secureConnect' | 'connect'
  readonly open: (onread: OnReadOpts) => Socket
}

/** Who asks, and is told what comes of it: in this order, and after `onEnd` or `onFault` nothing more. */
export interface Asked extends AnswerEvents {
  /** Its first byte is written next; false where nobody wants an answer any more. */
  onStart(): boolean
  /** More of the answer is to come than the read that ended its head has brought. */
  onMore(): void
  /** The answer is whole. */
  onEnd(trailers: readonly string[]): void
  /** There will be none, or no more of it. `code` is the system's; empty where it has none to do with it. */
  onFault(name: FaultName, code: string): void
}
