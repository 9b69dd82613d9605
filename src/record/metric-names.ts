/** Stands for every name beyond those that there is room for. */
export const OTHER = 'other'

/** Labels whose values an operator names, as many as there are; of all others there are a few words. */
export const NAMED: ReadonlySet<string> = new Set([
  'site',
  'route',
  'policy',
  'limit',
  'mark',
  'signer',
])

/** Counted in workers: what it means and its labels. Values are words of ours or of the configuration. */
export const COUNTERS = {
  paart_requests_total: {
    help: 'Requests, by what was decided and the class of the status; `none`: the client left before an answer.',
    labels: ['site', 'route', 'decision', 'status'],
  },
  paart_shadow_total: {
    help: 'Requests that would have been decided otherwise, had all that is in shadow been enforced.',
    labels: ['site', 'route', 'decision'],
  },
  paart_marks_total: {
    help: 'Requests that a rule marked, by the mark.',
    labels: ['site', 'route', 'mark'],
  },
  paart_challenges_total: {
    help: 'What happened at the doors of the check page.',
    labels: ['door', 'outcome'],
  },
  paart_visits_total: {
    help: 'Checks that were shown and passed, people who came back, and requests of proven crawlers, by site.',
    labels: ['site', 'visit'],
  },
  paart_purchases_total: {
    help: 'Proofs that were made for requests beyond a limit, by the class of their work.',
    labels: ['door', 'class'],
  },
  paart_limit_hits_total: {
    help: 'Requests over a limit, by its policy and its name.',
    labels: ['policy', 'limit'],
  },
  paart_signatures_total: {
    help: 'Signatures of requests that were judged, by whose key they name and what came of them.',
    labels: ['signer', 'outcome'],
  },
  paart_connections_closed_total: {
    help: 'Connections that the gate closed by itself, without an answer, and why.',
    labels: ['why'],
  },
  paart_log_lines_dropped_total: {
    help: 'Log lines that could not be written, or not fast enough.',
    labels: [],
  },
  paart_metrics_dropped_total: {
    help: 'Counts under the name `other`, because there were too many series.',
    labels: [],
  },
} as const satisfies Readonly<Record<string, CounterMeaning>>

export interface CounterMeaning {
  readonly help: string
  readonly labels: readonly string[]
}

export type CounterName = keyof typeof COUNTERS

/** From a fast backend to one that is about to time out. */
const ANSWER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Measured in workers, in seconds: what it means and the upper bounds of its buckets. */
export const HISTOGRAMS = {
  paart_request_duration_seconds: {
    help: 'From the head of a request to the end of its answer.',
    label: 'site',
    buckets: ANSWER_BUCKETS,
  },
  paart_gate_overhead_seconds: {
    help: "The gate's own time: until the backend was asked, or all of it where it was not.",
    label: null,
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
  },
  paart_backend_duration_seconds: {
    help: 'Until the answer of the backend began.',
    label: 'backend',
    buckets: ANSWER_BUCKETS,
  },
  paart_solve_seconds: {
    help: 'From the issue of a challenge to its proof at the silent door, to about a second.',
    label: null,
    buckets: [1, 2, 3, 5, 8, 13, 20, 30, 60, 120],
  },
} as const satisfies Readonly<Record<string, HistogramMeaning>>

export interface HistogramMeaning {
  readonly help: string
  /** What it is told apart by; null for nothing. */
  readonly label: 'site' | 'backend' | null
  /** In seconds, least first. */
  readonly buckets: readonly number[]
}

export type HistogramName = keyof typeof HISTOGRAMS
