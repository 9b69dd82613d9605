import { type Limits } from '../limits/index.ts'
import { type Snapshot } from '../model/index.ts'
import { type Readings } from '../record/index.ts'

/** What the shared memory says, for metrics, of a gate that serves by a configuration. */
export function readingsOf(
  { backends }: Snapshot,
  { gauges, rates, tallies, servers: states }: Limits,
  nowMs: number,
): Omit<Readings, 'workersListening' | 'keptForms' | 'waitingRooms' | 'spooledBytes'> {
  return {
    connections: gauges.connectionTotal(),
    answersHeld: gauges.heldTotal(),
    inFlight: backends.map(({ name, index }) => ({
      backend: name,
      requests: gauges.backendTotal(index),
    })),
    webSockets: backends.map(({ name, index }) => ({
      backend: name,
      webSockets: gauges.webSocketTotal(index),
    })),
    servers: backends.flatMap(({ name, servers }) =>
      servers.map(({ url, place }) => ({
        backend: name,
        server: url,
        isWell: states.isWell(place, nowMs),
      })),
    ),
    rateOverflows: rates.overflows(),
    tallyOverflows: tallies.overflows(),
  }
}
