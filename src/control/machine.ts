import { type Drains } from '../backends/index.ts'
import { type KeptCounts } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Snapshot } from '../model/index.ts'
import { type MachineReadings, type ShareReading, type ThreadReadings } from '../record/index.ts'
import { type Supervisor } from './crew/supervisor.ts'
import { connectionsThatFit, openFilesMax } from './listening/open-files.ts'
import { processReadings } from './system/process-readings.ts'
import { version } from './system/version.ts'

export interface MachineOptions {
  readonly limits: Limits
  readonly nowMs: number
  /** Of those in force. */
  readonly drains: Drains
  readonly supervisor: Supervisor
  /** Of the main thread. */
  readonly main: Omit<ThreadReadings, 'thread'>
  readonly kept: KeptCounts | null
}

/** How the process is doing, and how full what its clients share is, for metrics. */
export function machineOf(snapshot: Snapshot, options: MachineOptions): MachineReadings {
  const { limits, nowMs, drains, supervisor, main } = options
  const filesMax = openFilesMax()
  return {
    version: version(),
    node: process.versions.node,
    process: processReadings(filesMax),
    threads: [{ thread: 'main', ...main }, ...threadsOf(supervisor)],
    backends: snapshot.backends.map(({ name, servers }) => ({
      backend: name,
      isUp: servers.some(
        ({ url, place }) =>
          limits.servers.stateOf(place, nowMs) === 'well' && drains.untilMs(name, url) === null,
      ),
    })),
    shares: sharesOf(snapshot, options, connectionsThatFit(filesMax, snapshot)),
  }
}

/** Of each worker the one that listens, as it was at its last beat. */
function threadsOf({ seats }: Supervisor): readonly ThreadReadings[] {
  return seats.flatMap(({ index, current }) => {
    const thread = current?.report?.thread
    return thread === undefined ? [] : [{ thread: String(index), ...thread }]
  })
}

function sharesOf(
  { backends, listen, slowDoor, keep, slowReaders, workers }: Snapshot,
  { limits: { gauges }, supervisor, kept }: MachineOptions,
  connectionsFit: number,
): readonly ShareReading[] {
  const asked = listen.reduce((sum, { limits }) => sum + limits.connectionsMax, 0)
  const keptBytes = Object.values(kept ?? {}).reduce((sum, { bytes }) => sum + bytes, 0)
  const spoolMax = slowReaders.fileBytesMax * workers
  return [
    share('connections', gauges.connectionTotal(), Math.min(asked, connectionsFit)),
    share('held', gauges.heldTotal(), slowDoor.heldMax),
    share('kept-forms', keptBytes, keep.totalMax),
    share('answers', supervisor.spooledBytes, spoolMax),
    ...backends.flatMap(({ name, index, inFlightMax, webSocketsMax }) => [
      share('in-flight', gauges.backendTotal(index), inFlightMax, name),
      share('websockets', gauges.webSocketTotal(index), webSocketsMax, name),
    ]),
  ]
}

function share(name: ShareReading['share'], held: number, max: number, backend = ''): ShareReading {
  return { share: name, backend, taken: max > 0 ? held / max : 0 }
}
