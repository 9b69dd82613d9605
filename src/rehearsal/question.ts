import { type Order, type Snapshot } from '../model/index.ts'
import { type Usual, type WrittenRequest, requestOf } from './describe.ts'
import {
  type Rehearsed,
  type RehearsedClient,
  type RehearsedCourse,
  type RehearsedPass,
  Rehearsal,
} from './rehearsal.ts'

/** A request that an operator asks about. */
export interface Asked {
  readonly request: WrittenRequest
  readonly client: RehearsedClient
  readonly pass: RehearsedPass | null
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** The same request before it, so many times, evenly within that time. */
  readonly before: { readonly requests: number; readonly withinMs: number }
  /** What operators have ordered. */
  readonly orders: readonly Order[]
}

/** Asks the configuration again and again, on counters of its own each time. */
export class Question {
  readonly snapshot: Snapshot
  readonly usual: Usual
  readonly asked: Asked

  constructor(asked: Asked, snapshot: Snapshot, usual: Usual) {
    this.asked = asked
    this.snapshot = snapshot
    this.usual = usual
  }

  /** What is decided, with some of it changed; `laterMs` after it, and once more `times`. */
  decide(
    change: Partial<Asked> & Pick<RehearsedCourse, 'reading' | 'without'> = {},
    { laterMs = 0, times = 1 } = {},
  ): Rehearsed {
    const asked = { ...this.asked, ...change }
    const { request, client, pass, atMs, before, orders, reading, without } = asked
    const { requests, withinMs } = before
    const rehearsal = new Rehearsal(this.snapshot, atMs - withinMs, { orders })
    const sent = requestOf(request, this.usual)
    const course = { pass, reading, without }
    for (let index = 0; index < requests; index++) {
      rehearsal.moveTo(atMs - (withinMs * (requests - index)) / requests)
      rehearsal.judge(sent, client, course)
    }
    rehearsal.moveTo(atMs + laterMs)
    for (let time = 1; time < times; time++) rehearsal.judge(sent, client, course)
    return rehearsal.judge(sent, client, course)
  }
}
