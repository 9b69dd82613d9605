import { type TimeWindow } from '../../policies/index.ts'
import { type WhenConfig } from '../schema/when.ts'

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6] as const

export type TimeConfig = NonNullable<WhenConfig['time']>[number]

export function windowOf({ days, hours, zone }: TimeConfig): TimeWindow {
  return {
    days: new Set(days?.flat() ?? EVERY_DAY),
    from: hours?.from ?? 0,
    to: hours?.to ?? 0,
    zone,
  }
}
