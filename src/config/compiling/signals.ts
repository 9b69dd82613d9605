import { type SignalSettings } from '../../model/index.ts'
import { type SignalsConfig, signalsSchema } from '../schema/signals.ts'

/** Null where no signal is listened to: then none is looked for. */
export function compileSignals(
  written: SignalsConfig | undefined,
  line: number,
): SignalSettings | null {
  const { headers, behaviour, dwell, points = {}, off } = written ?? signalsSchema.parse({})
  if (headers === 'off' && behaviour === 'off') return null
  const silenced = off.map((name): [string, number] => [name, 0])
  return {
    headers: headers === 'on',
    behaviour: behaviour === 'on',
    dwellMs: dwell,
    points: new Map([...Object.entries(points), ...silenced]),
    line,
  }
}
