import { type Family, single } from './exposition.ts'

/** How the process and its threads are doing, and how full is what clients share. */
export interface MachineReadings {
  readonly version: string
  /** Of Node, without the `v`. */
  readonly node: string
  readonly process: ProcessReadings
  readonly threads: readonly ThreadReadings[]
  readonly backends: readonly { readonly backend: string; readonly isUp: boolean }[]
  readonly shares: readonly ShareReading[]
}

/** As other programs name them (the process metrics of Prometheus' client libraries); null where the system does not say. */
export interface ProcessReadings {
  readonly cpuSeconds: number
  /** Seconds since 1970. */
  readonly startSeconds: number
  readonly residentBytes: number
  readonly virtualBytes: number | null
  readonly openFiles: number | null
  readonly openFilesMax: number | null
}

export interface ThreadReadings {
  /** `main`, or a worker's number. */
  readonly thread: string
  /** The longest its event loop was late since the last beat. */
  readonly lagSeconds: number
  readonly heapUsedBytes: number
  readonly heapMaxBytes: number
}

/** How much of one thing that clients share is taken. */
export interface ShareReading {
  readonly share: 'connections' | 'in-flight' | 'websockets' | 'held' | 'kept-forms' | 'answers'
  /** Whose it is; empty for the gate's. */
  readonly backend: string
  /** From 0 to 1. */
  readonly taken: number
}

export function machineFamilies(readings: MachineReadings): readonly Family[] {
  const { version, node, process, threads, backends, shares } = readings
  return [
    {
      name: 'paart_build_info',
      type: 'gauge',
      help: 'The version of the gate, and that of Node.',
      samples: [
        {
          labels: [
            ['version', version],
            ['node', node],
          ],
          value: 1,
        },
      ],
    },
    {
      name: 'paart_backend_up',
      type: 'gauge',
      help: 'Whether any server of a backend is sent requests: 1, or 0 where all fail or are drained.',
      samples: backends.map(({ backend, isUp }) => ({
        labels: [['backend', backend]],
        value: isUp ? 1 : 0,
      })),
    },
    {
      name: 'paart_share_taken_ratio',
      type: 'gauge',
      help: 'How much is taken of what clients share, from 0 to 1; of a backend or, without one, of the gate.',
      samples: shares.map(({ share, backend, taken }) => ({
        labels: [
          ['share', share],
          ['backend', backend],
        ],
        value: taken,
      })),
    },
    ...threadFamilies(threads),
    ...processFamilies(process),
  ]
}

function threadFamilies(threads: readonly ThreadReadings[]): readonly Family[] {
  const family = (name: string, help: string, read: (of: ThreadReadings) => number): Family => ({
    name,
    type: 'gauge',
    help,
    samples: threads.map((of) => ({ labels: [['thread', of.thread]], value: read(of) })),
  })
  return [
    family(
      'paart_event_loop_lag_seconds',
      'The longest that a thread came late to its work within the last second.',
      ({ lagSeconds }) => lagSeconds,
    ),
    family(
      'paart_heap_used_bytes',
      'What a thread holds in its heap.',
      ({ heapUsedBytes }) => heapUsedBytes,
    ),
    family(
      'paart_heap_max_bytes',
      'What a thread may hold there; beyond it, it dies and is replaced.',
      ({ heapMaxBytes }) => heapMaxBytes,
    ),
  ]
}

function processFamilies(process: ProcessReadings): readonly Family[] {
  const told: readonly [name: string, type: Family['type'], help: string, value: number | null][] =
    [
      ['process_cpu_seconds_total', 'counter', 'CPU time of all threads.', process.cpuSeconds],
      [
        'process_start_time_seconds',
        'gauge',
        'When the gate was started, in seconds since 1970.',
        process.startSeconds,
      ],
      [
        'process_resident_memory_bytes',
        'gauge',
        'Memory of the machine that the gate takes.',
        process.residentBytes,
      ],
      [
        'process_virtual_memory_bytes',
        'gauge',
        'Addresses it has asked for.',
        process.virtualBytes,
      ],
      ['process_open_fds', 'gauge', 'Files and connections that are open.', process.openFiles],
      ['process_max_fds', 'gauge', 'How many may be.', process.openFilesMax],
    ]
  return told.flatMap(([name, type, help, value]) =>
    value === null ? [] : single(name, { type, help, value }),
  )
}
