import { checkRefill } from './limits.ts'
import { type Place } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { PASSES_PER_NETWORK } from '../schema/schema.ts'

/** Checks how many passes each door gives to one network. */
export function checkDoors(root: Place, report: Report): void {
  const doors = root.children.get('doors')
  for (const door of ['silent', 'slow'] as const) {
    const passes = doors?.children.get(door)?.children.get('passesPerNetwork')
    if (passes !== undefined) checkRefill(passes, PASSES_PER_NETWORK[door], report)
  }
}
