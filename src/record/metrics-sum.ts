import { type Family, type Label, type Sample, renderFamilies } from './exposition.ts'
import { Histogram } from './histogram.ts'
import {
  COUNTERS,
  type CounterMeaning,
  HISTOGRAMS,
  type HistogramMeaning,
  type HistogramName,
} from './metric-names.ts'
import { type MetricsDelta } from './metrics.ts'
import { type Count, Series } from './series.ts'

/** How a reload ended: done, on mistakes in the file, refused by a safety check, or by a failure. */
export const RELOAD_RESULTS = ['done', 'invalid', 'refused', 'failed'] as const

export type ReloadResult = (typeof RELOAD_RESULTS)[number]

/** What is not counted but looked up when somebody asks. */
export interface Readings {
  /** Workers that listen right now. */
  readonly workersListening: number
  /** Connections of clients that are open right now. */
  readonly connections: number
  /** Answers held at the slow door right now. */
  readonly answersHeld: number
  /** Forms that are kept right now, and what room they take, by their state. */
  readonly keptForms: readonly {
    readonly state: string
    readonly number: number
    readonly bytes: number
  }[]
  /** How full each waiting room is, and who was let in since the gate started. */
  readonly waitingRooms: readonly {
    readonly room: string
    readonly active: number
    readonly waiting: number
    readonly admitted: number
  }[]
  /** Bytes of the workers' files for answers that are read slowly. */
  readonly spooledBytes: number
  /** Requests under way to each backend right now. */
  readonly inFlight: readonly { readonly backend: string; readonly requests: number }[]
  /** WebSockets to each backend that are open right now. */
  readonly webSockets: readonly { readonly backend: string; readonly webSockets: number }[]
  /** How each server of each backend is doing right now; a server is named as the file names it. */
  readonly servers: readonly {
    readonly backend: string
    readonly server: string
    readonly isWell: boolean
  }[]
  /** How often newcomers found no place of their own in the shared tables of rates and tallies. */
  readonly rateOverflows: number
  readonly tallyOverflows: number
}

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
    for (const { name, counts: added, sum } of deltas) this.#histograms.get(name)?.add(added, sum)
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
      ...[...this.#histograms].map(([name, histogram]) => histogramFamily(name, histogram)),
      ...this.#ownFamilies(),
      ...readFamilies(readings),
      ...roomFamilies(readings.waitingRooms),
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

function histograms(): ReadonlyMap<HistogramName, Histogram> {
  return new Map(histogramNames().map((name) => [name, new Histogram(HISTOGRAMS[name].buckets)]))
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

function histogramFamily(name: HistogramName, { counts, sum }: Histogram): Family {
  const { help, buckets }: HistogramMeaning = HISTOGRAMS[name]
  let total = 0
  const samples: Sample[] = counts.map((count, at) => {
    total += count
    const bound = buckets[at] ?? '+Inf'
    return { suffix: '_bucket', labels: [['le', String(bound)]], value: total }
  })
  samples.push({ suffix: '_sum', labels: [], value: sum })
  samples.push({ suffix: '_count', labels: [], value: total })
  return { name, type: 'histogram', help, samples }
}

function readFamilies(readings: Readings): readonly Family[] {
  const { workersListening, connections, answersHeld, keptForms } = readings
  return [
    single('paart_workers_listening', {
      type: 'gauge',
      help: 'Workers that listen right now.',
      value: workersListening,
    }),
    single('paart_connections_open', {
      type: 'gauge',
      help: 'Connections of clients that are open right now.',
      value: connections,
    }),
    single('paart_slow_door_held', {
      type: 'gauge',
      help: 'Answers held at the slow door right now.',
      value: answersHeld,
    }),
    {
      name: 'paart_kept_forms',
      type: 'gauge',
      help: 'Challenged forms that are kept right now.',
      samples: keptForms.map(({ state, number }) => ({
        labels: [['state', state]],
        value: number,
      })),
    },
    {
      name: 'paart_kept_bytes',
      type: 'gauge',
      help: 'Bytes of the disk that kept forms take right now.',
      samples: keptForms.map(({ state, bytes }) => ({ labels: [['state', state]], value: bytes })),
    },
    single('paart_spooled_bytes', {
      type: 'gauge',
      help: 'Bytes of the disk that answers to slow readers take right now.',
      value: readings.spooledBytes,
    }),
    ...backendFamilies(readings),
    {
      name: 'paart_limit_overflows_total',
      type: 'counter',
      help: 'Newcomers to a full table: rates counted them together, tallies forgot them.',
      samples: [
        { labels: [['table', 'rates']], value: readings.rateOverflows },
        { labels: [['table', 'tallies']], value: readings.tallyOverflows },
      ],
    },
  ]
}

function backendFamilies({ inFlight, webSockets, servers }: Readings): readonly Family[] {
  return [
    {
      name: 'paart_backend_in_flight',
      type: 'gauge',
      help: 'Requests under way to a backend right now.',
      samples: inFlight.map(({ backend, requests }) => ({
        labels: [['backend', backend]],
        value: requests,
      })),
    },
    {
      name: 'paart_backend_websockets',
      type: 'gauge',
      help: 'WebSockets to a backend that are open right now.',
      samples: webSockets.map(({ backend, webSockets: value }) => ({
        labels: [['backend', backend]],
        value,
      })),
    },
    {
      name: 'paart_backend_server_up',
      type: 'gauge',
      help: 'Whether requests are sent to a server of a backend: 1, or 0 where it fails.',
      samples: servers.map(({ backend, server, isWell }) => ({
        labels: [
          ['backend', backend],
          ['server', server],
        ],
        value: isWell ? 1 : 0,
      })),
    },
  ]
}

function roomFamilies(rooms: Readings['waitingRooms']): readonly Family[] {
  const family = (
    name: string,
    type: Family['type'],
    [count, help]: readonly ['active' | 'waiting' | 'admitted', string],
  ): Family => ({
    name,
    type,
    help,
    samples: rooms.map((room) => ({ labels: [['room', room.room]], value: room[count] })),
  })
  return [
    family('paart_waiting_room_active', 'gauge', [
      'active',
      'Places of a waiting room that are taken, or kept for whose turn has come.',
    ]),
    family('paart_waiting_room_waiting', 'gauge', ['waiting', 'People who wait for their turn.']),
    family('paart_waiting_room_admitted_total', 'counter', [
      'admitted',
      'People who were let in by a waiting room.',
    ]),
  ]
}

function single(
  name: string,
  { type, help, value }: { type: Family['type']; help: string; value: number },
): Family {
  return { name, type, help, samples: [{ labels: [], value }] }
}
