import { type Limits } from '../limits/index.ts'
import { type MetricsSum } from '../record/index.ts'
import { type CrewEvents } from './crew/seat.ts'
import { type PassNetworks } from './operators/pass-networks.ts'
import { type OnNote } from './system/note.ts'

interface CrewWatch {
  readonly limits: Limits
  readonly metrics: MetricsSum
  readonly networks: PassNetworks
  readonly onNote: OnNote
  /** A worker has said how it is. */
  readonly onReport: () => void
  readonly onNotice: CrewEvents['onNotice']
  readonly onEnded: () => void
}

/** What becomes of what workers say, and of what they leave behind. */
export function crewEvents({
  limits,
  metrics,
  networks,
  onNote,
  onReport,
  onNotice,
  onEnded,
}: CrewWatch): CrewEvents {
  return {
    onDeath: (index, why) => {
      metrics.countWorkerRestart()
      onNote(`worker ${index} died: ${why}; it is replaced`)
    },
    onReplaced: (index) => onNote(`worker ${index} is back`, 'info'),
    onReport: ({ metrics: met, sightings }) => {
      metrics.add(met)
      networks.add(sightings)
      onReport()
    },
    onNotice,
    onEnded: (slot) => {
      limits.gauges.clearRow(slot)
      limits.waitingRooms.release(slot)
      onEnded()
    },
  }
}
