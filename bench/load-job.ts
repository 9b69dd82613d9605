/** One stretch of load. */
export interface LoadJob {
  readonly port: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Each connection sends one of these as its Cookie field; none keeps that of `headers`. */
  readonly cookies: readonly string[]
  readonly bodyBytes: number
  /** Whether each request comes on a connection of its own. */
  readonly reconnects?: boolean
  readonly connections: number
  readonly seconds: number
  /** Any other status is an error. */
  readonly status: number
}

/** What came of it. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers of another status, broken connections, timeouts. */
  readonly errors: number
}
