import { type ClosedFor, type DoorEvent, type Outcome } from '../model/index.ts'
import { Histogram } from './histogram.ts'
import { HISTOGRAMS, type HistogramName } from './metric-names.ts'
import { type Count, Series } from './series.ts'

/** What one worker counted since it was last asked: plain data, to be sent to the main thread. */
export interface MetricsDelta {
  readonly counts: readonly Count[]
  readonly histograms: readonly HistogramDelta[]
}

export interface HistogramDelta {
  readonly name: HistogramName
  /** Each bucket by itself, the one above all bounds last. */
  readonly counts: readonly number[]
  /** In seconds. */
  readonly sum: number
}

/** The answer to an upgrade: such a connection lasts as long as both ends like. */
const SWITCHING_PROTOCOLS = 101

/** One worker's counters and histograms. */
export class Metrics {
  readonly #series = new Series()
  readonly #requests = new Histogram(HISTOGRAMS.paart_request_duration_seconds.buckets)
  readonly #overhead = new Histogram(HISTOGRAMS.paart_gate_overhead_seconds.buckets)
  readonly #backends = new Histogram(HISTOGRAMS.paart_backend_duration_seconds.buckets)
  readonly #solves = new Histogram(HISTOGRAMS.paart_solve_seconds.buckets)

  countRequest(outcome: Outcome): void {
    const { site, route, decision, status, would } = outcome
    this.#series.add('paart_requests_total', [site, route, decision])
    if (would !== null) this.#series.add('paart_shadow_total', [site, route, would.kind])
    if (status !== SWITCHING_PROTOCOLS) this.#requests.observe(outcome.durationMs / 1000)
    // An answer that is held at the slow door is no time that the gate takes.
    if (decision !== 'own') this.#overhead.observe(outcome.gateMs / 1000)
    if (outcome.backendMs > 0) this.#backends.observe(outcome.backendMs / 1000)
    for (const mark of outcome.marks) this.#series.add('paart_marks_total', [site, route, mark])
    for (const { what, name, inShadow } of outcome.steps) {
      if (what === 'limit' && !inShadow) this.#series.add('paart_limit_hits_total', [name])
    }
    for (const event of outcome.doors) this.#countDoor(event)
  }

  #countDoor({ door, outcome, solveMs, risk }: DoorEvent): void {
    this.#series.add('paart_challenges_total', [door, outcome])
    if (risk !== undefined) this.#series.add('paart_purchases_total', [door, String(risk)])
    if (door === 'silent' && outcome === 'passed') this.#solves.observe(solveMs / 1000)
  }

  countClosed(why: ClosedFor): void {
    this.#series.add('paart_connections_closed_total', [why])
  }

  countDroppedLines(lines: number): void {
    if (lines > 0) this.#series.add('paart_log_lines_dropped_total', [], lines)
  }

  /** What has changed since the last call. */
  drain(): MetricsDelta {
    const counts = this.#series.counts()
    this.#series.clear()
    const histograms = [
      ...drained('paart_request_duration_seconds', this.#requests),
      ...drained('paart_gate_overhead_seconds', this.#overhead),
      ...drained('paart_backend_duration_seconds', this.#backends),
      ...drained('paart_solve_seconds', this.#solves),
    ]
    return { counts, histograms }
  }
}

function drained(name: HistogramName, histogram: Histogram): readonly HistogramDelta[] {
  if (histogram.isEmpty) return []
  const delta = { name, counts: [...histogram.counts], sum: histogram.sum }
  histogram.clear()
  return [delta]
}
