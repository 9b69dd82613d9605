/** A stretch of normal traffic at a fixed rate, whatever becomes of the requests before. */
export interface TrafficJob {
  readonly port: number
  readonly path: string
  /** Requests a second; every other one on a connection of its own. */
  readonly rate: number
  readonly seconds: number
}

/** `fresh` has a connection of its own, `kept` uses one again. */
export type Manner = 'fresh' | 'kept'

/** A request that was not answered with 200 and all of its body. None is tried again. */
export interface Failure {
  readonly manner: Manner
  readonly why: string
  /** Milliseconds since 1970, comparable between processes of one machine. */
  readonly startedMs: number
  readonly endedMs: number
}

export interface TrafficResult {
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** How late the client itself was, at its 99th percentile: what it adds to the latencies. */
  readonly lateMs: number
  readonly failed: Readonly<Record<Manner, number>>
  /** The first of them. */
  readonly failures: readonly Failure[]
}
