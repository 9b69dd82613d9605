import { type MetricsSum } from '../record/index.ts'
import { type Asks } from '../store/index.ts'
import { type CrewEvents } from './crew/seat.ts'
import { Supervisor } from './crew/supervisor.ts'
import { type GatehouseOptions } from './gatehouse-options.ts'

interface CrewWatch {
  readonly metrics: MetricsSum
  /** A worker has said how it is. */
  readonly onReport: () => void
  readonly onNotice: CrewEvents['onNotice']
  readonly onDeleted: CrewEvents['onDeleted']
  /** Other gates. */
  readonly asks: () => Pick<Asks, 'ask' | 'tell'>
  readonly onEnded: () => void
}

/** Opens the crew of a gate, whose workers do not begin yet. */
export function openCrew(options: GatehouseOptions, watch: CrewWatch): Supervisor {
  const { snapshot, rollout, birthOf, program } = options
  const crew = { workers: snapshot.workers, program, birthOf, terms: () => rollout.terms }
  return new Supervisor(crew, crewEvents(options, watch))
}

/** What becomes of what workers say, and of what they leave behind. */
function crewEvents(
  { limits, networks, figures, onNote }: GatehouseOptions,
  { metrics, onReport, onNotice, onDeleted, asks, onEnded }: CrewWatch,
): CrewEvents {
  return {
    onDeath: (index, why) => {
      metrics.countWorkerRestart()
      onNote(`worker ${index} died: ${why}; it is replaced`)
    },
    onReplaced: (index) => onNote(`worker ${index} is back`, 'info'),
    onReport: ({ metrics: met, sightings }) => {
      metrics.add(met)
      figures.count(met)
      networks.add(sightings)
      onReport()
    },
    onNotice,
    onDeleted,
    ask: (question) => asks().ask(question),
    tell: (told) => void asks().tell(told),
    onEnded: (slot) => {
      limits.gauges.clearRow(slot)
      limits.waitingRooms.release(slot)
      onEnded()
    },
  }
}
