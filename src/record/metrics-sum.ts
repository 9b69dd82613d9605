import { type Family, type Label, type Sample, renderFamilies, single } from './exposition.ts'
import { type Histogram } from './histogram.ts'
import { Histograms } from './histograms.ts'
import {
  COUNTERS,
  type CounterMeaning,
  HISTOGRAMS,
  type HistogramMeaning,
  type HistogramName,
} from './metric-names.ts'
import { type MetricsDelta } from './metrics.ts'
import { type Readings, readFamilies } from './readings.ts'
import { type Count, Series } from './series.ts'

/** How a reload ended: done, on mistakes in the file, refused by a safety check, or by a failure. */
export const RELOAD_RESULTS = ['done', 'invalid', 'refused', 'failed'] as const

export type ReloadResult = (typeof RELOAD_RESULTS)[number]

/** The metrics of the whole gate: the main thread adds up what its workers send. */
export class MetricsSum {
  readonly #series = new Series()
  readonly #histograms = histograms()
  readonly #reloads = new Map<ReloadResult, number>(RELOAD_RESULTS.map((result) => [result, 0]))
  #hash = ''
  #restarts = 0
  #linesDropped = 0

  add({ counts, histograms: deltas }: MetricsDelta): void {
    for (const { name, labels, count } of counts) {
      this.#series.add(name, labels, count)
      if (name === 'paart_log_lines_dropped_total') this.#linesDropped += count
    }
    for (const delta of deltas) this.#histograms.get(delta.name)?.add(delta)
  }

  /** Of the helpdesk, issued by the main thread. */
  countCodes(count: number): void {
    this.#series.add('paart_challenges_total', ['human', 'issued'], count)
  }

  countReload(result: ReloadResult): void {
    this.#reloads.set(result, (this.#reloads.get(result) ?? 0) + 1)
  }

  /** Of the configuration in force. */
  setConfigHash(hash: string): void {
    this.#hash = hash
  }

  countWorkerRestart(): void {
    this.#restarts++
  }

  /** Log lines that were lost. */
  get linesDropped(): number {
    return this.#linesDropped
  }

  /** All metrics in the text format of Prometheus, version 0.0.4, in an order that never changes. */
  render(readings: Readings): string {
    return renderFamilies([
      ...counterFamilies(this.#series.counts()),
      ...[...this.#histograms].map(([name, kind]) => histogramFamily(name, kind)),
      ...this.#ownFamilies(),
      ...readFamilies(readings),
    ])
  }

  #ownFamilies(): readonly Family[] {
    return [
      {
        name: 'paart_config_reloads_total',
        type: 'counter',
        help: 'Reloads and rollbacks of the configuration, by how they ended.',
        samples: [...this.#reloads].map(([result, value]) => ({
          labels: [['result', result]],
          value,
        })),
      },
      {
        name: 'paart_config_hash_info',
        type: 'gauge',
        help: 'The configuration in force, by its hash.',
        samples: [{ labels: [['hash', this.#hash]], value: 1 }],
      },
      single('paart_worker_restarts_total', {
        type: 'counter',
        help: 'Workers that ended without being told to and were replaced.',
        value: this.#restarts,
      }),
    ]
  }
}

function histograms(): ReadonlyMap<HistogramName, Histograms> {
  return new Map(histogramNames().map((name) => [name, new Histograms(name)]))
}

function histogramNames(): readonly HistogramName[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a constant has no other keys
  return Object.keys(HISTOGRAMS) as HistogramName[]
}

function counterFamilies(counts: readonly Count[]): readonly Family[] {
  return Object.entries<CounterMeaning>(COUNTERS).map(([name, { help, labels }]) => {
    const samples = counts
      .filter((count) => count.name === name)
      .map((count) => ({ labels: paired(labels, count.labels), value: count.count }))
      .toSorted(bySampleLabels)
    // What has no labels exists before it is first counted.
    if (labels.length === 0 && samples.length === 0) samples.push({ labels: [], value: 0 })
    return { name, type: 'counter', help, samples }
  })
}

function paired(names: readonly string[], values: readonly string[]): readonly Label[] {
  return names.map((name, at): Label => [name, values[at] ?? ''])
}

function bySampleLabels(a: Sample, b: Sample): number {
  const [one, other] = [a, b].map(({ labels }) => labels.map(([, value]) => value).join('\0'))
  return (one ?? '') < (other ?? '') ? -1 : 1
}

function histogramFamily(name: HistogramName, kind: Histograms): Family {
  const { help, label }: HistogramMeaning = HISTOGRAMS[name]
  const samples = kind.all().flatMap(([of, histogram]) => {
    return samplesOf(name, label === null ? [] : [[label, of]], histogram)
  })
  return { name, type: 'histogram', help, samples }
}

function samplesOf(
  name: HistogramName,
  labels: readonly Label[],
  { counts, sum }: Histogram,
): readonly Sample[] {
  const { buckets }: HistogramMeaning = HISTOGRAMS[name]
  let total = 0
  const samples = counts.map((count, at): Sample => {
    total += count
    const le: Label = ['le', String(buckets[at] ?? '+Inf')]
    return { suffix: '_bucket', labels: [...labels, le], value: total }
  })
  return [
    ...samples,
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: total },
  ]
}
