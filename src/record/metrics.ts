import { type ClosedFor, type DoorEvent, type Outcome } from '../model/index.ts'
import { type HistogramDelta, Histograms } from './histograms.ts'
import { OTHER } from './metric-names.ts'
import { type Count, Series } from './series.ts'

/** What one worker counted since it was last asked: plain data, to be sent to the main thread. */
export interface MetricsDelta {
  readonly counts: readonly Count[]
  readonly histograms: readonly HistogramDelta[]
}

/** The answer to an upgrade: such a connection lasts as long as both ends like. */
const SWITCHING_PROTOCOLS = 101

const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const

/** Of a status; `none` where the client left before an answer began. */
function classOf(status: number): string {
  return CLASSES[Math.trunc(status / 100)] ?? OTHER
}

/** One worker's counters and histograms. */
export class Metrics {
  readonly #series = new Series()
  readonly #requests = new Histograms('paart_request_duration_seconds')
  readonly #overhead = new Histograms('paart_gate_overhead_seconds')
  readonly #backends = new Histograms('paart_backend_duration_seconds')
  readonly #solves = new Histograms('paart_solve_seconds')

  countRequest(outcome: Outcome): void {
    const { site, route, policy, decision, status, would } = outcome
    this.#series.add('paart_requests_total', [site, route, decision, classOf(status)])
    if (would !== null) this.#series.add('paart_shadow_total', [site, route, would.kind])
    if (status !== SWITCHING_PROTOCOLS) this.#requests.observe(site, outcome.durationMs / 1000)
    // An answer that is held at the slow door is no time that the gate takes.
    if (decision !== 'own') this.#overhead.observe('', outcome.gateMs / 1000)
    if (outcome.backendMs > 0) this.#backends.observe(outcome.backend, outcome.backendMs / 1000)
    for (const mark of outcome.marks) this.#series.add('paart_marks_total', [site, route, mark])
    for (const { what, name, inShadow } of outcome.steps) {
      if (what === 'limit' && !inShadow) this.#series.add('paart_limit_hits_total', [policy, name])
    }
    const { signature } = outcome
    if (signature !== null) {
      this.#series.add('paart_signatures_total', [signature.signer, signature.outcome])
    }
    for (const visit of outcome.visits) this.#series.add('paart_visits_total', [site, visit])
    for (const event of outcome.doors) this.#countDoor(site, event)
  }

  #countDoor(site: string, { door, outcome, solveMs, risk }: DoorEvent): void {
    this.#series.add('paart_challenges_total', [door, outcome])
    if (outcome === 'passed') this.#series.add('paart_visits_total', [site, door])
    if (risk !== undefined) this.#series.add('paart_purchases_total', [door, String(risk)])
    if (door === 'silent' && outcome === 'passed') this.#solves.observe('', solveMs / 1000)
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
    const all = [this.#requests, this.#overhead, this.#backends, this.#solves]
    const histograms = all.flatMap((kind) => kind.drain())
    return { counts, histograms }
  }
}
