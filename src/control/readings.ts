import { Drains } from '../backends/index.ts'
import { type Caretaker } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Order, type Snapshot } from '../model/index.ts'
import { type Readings } from '../record/index.ts'
import { type Supervisor } from './crew/supervisor.ts'
import { countsOf } from './kept-forms.ts'
import { machineOf } from './machine.ts'
import { type LoopWatch } from './system/loop-watch.ts'
import { type StoreWatch } from './store-watch.ts'
import { type WaitingRoomWatch } from './waiting-rooms.ts'

/** Where it is looked up how a gate is doing. */
export interface ReadingsOptions {
  readonly limits: Limits
  readonly clock: Clock
  readonly caretaker: Caretaker | null
  readonly supervisor: Supervisor
  readonly rooms: WaitingRoomWatch
  /** In force. */
  readonly inForce: readonly Order[]
  readonly store: StoreWatch
  /** Of the main thread. */
  readonly loop: LoopWatch
}

/** How a gate that serves by a configuration is doing right now, for metrics. */
export function readingsOf(snapshot: Snapshot, options: ReadingsOptions): Readings {
  const { backends } = snapshot
  const { limits, clock, caretaker, supervisor, rooms, loop } = options
  const { gauges, rates, tallies, servers: states } = limits
  const nowMs = clock.steadyMs()
  const drains = new Drains(options.inForce)
  return {
    workersListening: supervisor.listening,
    keptForms: countsOf(caretaker),
    waitingRooms: rooms.status(),
    spooledBytes: supervisor.spooledBytes,
    store: options.store.readings(),
    machine: machineOf(snapshot, {
      limits,
      nowMs,
      drains,
      supervisor,
      main: loop.take(),
      kept: caretaker?.counts() ?? null,
    }),
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
        isDrained: drains.untilMs(name, url) !== null,
      })),
    ),
    rateOverflows: rates.overflows(),
    tallyOverflows: tallies.overflows(),
  }
}
