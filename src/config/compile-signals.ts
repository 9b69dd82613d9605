import { type SignalSettings } from '../model/index.ts'
import { type SignalsConfig } from './schema-signals.ts'

/** Null where no signal is listened to: then none is looked for. */
export function compileSignals(
  written: SignalsConfig | undefined,
  line: number,
): SignalSettings | null {
  const { headers = 'on', points = {}, off = [] } = written ?? {}
  if (headers === 'off') return null
  const silenced = off.map((name): [string, number] => [name, 0])
  return { points: new Map([...Object.entries(points), ...silenced]), line }
}
