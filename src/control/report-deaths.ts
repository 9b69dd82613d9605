import { type Limits } from '../limits/index.ts'
import { type SeatEvents } from './seat.ts'

/** Forgets what a dead worker had under way, and tells the operator of its end and of its return. */
export function reportDeaths(limits: Limits, onNote: (line: string) => void): SeatEvents {
  return {
    onDeath(index, why) {
      limits.gauges.clearRow(index)
      onNote(`worker ${index} died: ${why}; it is replaced`)
    },
    onReplaced: (index) => onNote(`worker ${index} is back`),
  }
}
