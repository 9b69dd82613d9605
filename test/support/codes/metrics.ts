import { MetricsSum } from '../../../src/record/index.ts'
import { COUNTERS, type CounterMeaning } from '../../../src/record/metric-names.ts'
import { readExposition } from '../../record/exposition-reader.ts'

/** Every metric as a scrape shows it: type, labels, help. */
export function metricRows(): ReadonlyMap<string, readonly string[]> {
  const server = { backend: 'b', server: 's', isWell: true }
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
    }),
  )
  return new Map(
    [...families].map(([name, { type, help, samples }]) => {
      const labels = labelsOf(name, type === 'histogram' ? [] : [...samples.keys()])
      return [name, [type, labels.map((label) => `\`${label}\``).join(', '), help]]
    }),
  )
}

/** Of what is counted with labels there is no sample before something is. */
function labelsOf(name: string, samples: readonly string[]): readonly string[] {
  const counters: Readonly<Record<string, CounterMeaning>> = COUNTERS
  const counted = counters[name]?.labels
  return counted ?? [...(samples[0] ?? '').matchAll(/(\w+)=/g)].map(([, label]) => label ?? '')
}
