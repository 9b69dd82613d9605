import { callHistogram, MetricsSum } from '../../../src/record/index.ts'
import {
  COUNTERS,
  type CounterMeaning,
  HISTOGRAMS,
  type HistogramMeaning,
} from '../../../src/record/metric-names.ts'
import { readExposition } from '../../record/exposition-reader.ts'

const SECONDS = { cpuSeconds: 0, startSeconds: 0 }

/** Every metric as a scrape shows it: type, labels, help. */
export function metricRows(): ReadonlyMap<string, readonly string[]> {
  const server = { backend: 'b', server: 's', isWell: true, isDrained: false }
  const families = readExposition(
    new MetricsSum().render({
      workersListening: 0,
      connections: 0,
      answersHeld: 0,
      keptForms: [{ state: 'kept', number: 0, bytes: 0 }],
      waitingRooms: [{ room: 'r', active: 0, waiting: 0, admitted: 0 }],
      spooledBytes: 0,
      inFlight: [{ backend: 'b', requests: 0 }],
      webSockets: [{ backend: 'b', webSockets: 0 }],
      servers: [server],
      rateOverflows: 0,
      tallyOverflows: 0,
      machine: {
        version: 'v',
        node: 'n',
        process: { ...SECONDS, residentBytes: 0, virtualBytes: 0, openFiles: 0, openFilesMax: 0 },
        threads: [{ thread: 'main', lagSeconds: 0, heapUsedBytes: 0, heapMaxBytes: 0 }],
        backends: [{ backend: 'b', isUp: true }],
        shares: [{ share: 'held', backend: '', taken: 0 }],
      },
      store: {
        isUp: true,
        gates: 1,
        keysTold: 0,
        takingsForgotten: 0,
        questions: [{ topic: 'code', answered: 0, unanswered: 0, told: 0, heard: 0 }],
        faults: [{ fault: 'silent', count: 0 }],
        calls: [{ call: 'charge', seconds: callHistogram() }],
      },
    }),
  )
  return new Map(
    [...families].map(([name, { type, help, samples }]) => {
      const labels = labelsOf(name, [...samples.keys()])
      return [name, [type, labels.map((label) => `\`${label}\``).join(', '), help]]
    }),
  )
}

/** Of what is counted with labels there is no sample before something is. */
function labelsOf(name: string, samples: readonly string[]): readonly string[] {
  const counters: Readonly<Record<string, CounterMeaning>> = COUNTERS
  const measured: Readonly<Record<string, HistogramMeaning>> = HISTOGRAMS
  const histogram = measured[name]
  if (histogram !== undefined) return histogram.label === null ? [] : [histogram.label]
  const counted = counters[name]?.labels
  const named = [...(samples[0] ?? '').matchAll(/(\w+)=/g)].map(([, label]) => label ?? '')
  // Of histograms, the bound of a bucket tells nothing apart.
  return counted ?? named.filter((label) => label !== 'le')
}
