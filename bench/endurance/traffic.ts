import { quantile } from '../statistics.ts'
import { Exchange } from './exchange.ts'
import { type Failure, type Manner, type TrafficJob, type TrafficResult } from './traffic-job.ts'

/**
 * Normal traffic, in a process of its own: does one job after the other as they are sent to it, and
 * answers each with its result.
 */

/** Whoever has no answer by then has left. */
const PATIENCE_MS = 5_000
const SWEEP_MS = 250

/** As many as the browsers of a small office keep open; each is idle for a moment between requests. */
const KEPT_MAX = 32

/** Details of so many are sent back; all are counted. */
const FAILURES_MAX = 1_000

class Traffic {
  readonly #job: TrafficJob
  readonly #latencies: number[] = []
  readonly #late: number[] = []
  readonly #failures: Failure[] = []
  readonly #failed: Record<Manner, number> = { fresh: 0, kept: 0 }
  readonly #waiting = new Set<Exchange>()
  /** Connections kept open on which nothing happens, the longest idle first. */
  readonly #idle = new Set<Exchange>()
  #kept = 0
  #sent = 0

  constructor(job: TrafficJob) {
    this.#job = job
  }

  async run(): Promise<TrafficResult> {
    const { rate, seconds } = this.#job
    const startMs = performance.now()
    const total = Math.round(rate * seconds)
    const sweep = setInterval(() => this.#sweep(), SWEEP_MS)
    while (this.#sent < total) {
      const dueMs = startMs + (this.#sent * 1000) / rate
      const waitMs = dueMs - performance.now()
      if (waitMs > 0) await new Promise((resolve) => void setTimeout(resolve, waitMs))
      this.#late.push(Math.max(0, performance.now() - dueMs))
      this.#ask(this.#sent++ % 2 === 0 ? 'fresh' : 'kept')
    }
    while (this.#waiting.size > 0) await new Promise((resolve) => void setTimeout(resolve, 1))
    clearInterval(sweep)
    for (const exchange of this.#idle) exchange.close()
    return this.#result()
  }

  #ask(manner: Manner): void {
    const { port, path } = this.#job
    const close = manner === 'fresh' ? 'Connection: close\r\n' : ''
    const exchange = (manner === 'kept' ? this.#takeKept() : null) ?? this.#open(port, manner)
    this.#waiting.add(exchange)
    exchange.ask(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n${close}\r\n`, (why) => {
      this.#waiting.delete(exchange)
      this.#note(manner, why, exchange.startedMs)
      if (manner === 'fresh') exchange.close()
      else if (exchange.isOpen) this.#idle.add(exchange)
      else this.#kept--
    })
  }

  #takeKept(): Exchange | null {
    if (this.#kept < KEPT_MAX) return null
    const [exchange = null] = this.#idle
    if (exchange !== null) this.#idle.delete(exchange)
    return exchange
  }

  #open(port: number, manner: Manner): Exchange {
    if (manner === 'kept') this.#kept++
    return new Exchange(port, (exchange) => {
      if (this.#idle.delete(exchange)) this.#kept--
    })
  }

  #note(manner: Manner, why: string | null, startedMs: number): void {
    const endedMs = performance.now()
    this.#latencies.push(endedMs - startedMs)
    if (why === null) return
    this.#failed[manner]++
    if (this.#failures.length >= FAILURES_MAX) return
    const { timeOrigin } = performance
    const times = { startedMs: timeOrigin + startedMs, endedMs: timeOrigin + endedMs }
    this.#failures.push({ manner, why, ...times })
  }

  #sweep(): void {
    const tooOldMs = performance.now() - PATIENCE_MS
    for (const exchange of this.#waiting) if (exchange.startedMs < tooOldMs) exchange.giveUp()
  }

  #result(): TrafficResult {
    const latencies = Float64Array.from(this.#latencies).toSorted()
    return {
      requests: this.#sent,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      maxMs: latencies.at(-1) ?? 0,
      lateMs: quantile(Float64Array.from(this.#late).toSorted(), 0.99),
      failed: this.#failed,
      failures: this.#failures,
    }
  }
}

process.once('disconnect', () => process.exit())
process.on('message', (job: TrafficJob) => {
  void new Traffic(job).run().then((result) => process.send?.(result))
})
