import { type Context } from './rounds.ts'
import { besideCrowd } from './slow.ts'

const RATIO_MAX = 1.5

/** Connections that have had one answer and are kept: what each costs, and whether anybody notices. */
export function playIdle(context: Context): Promise<void> {
  const crowds = [{ kind: 'idle', count: context.options.idle }] as const
  return besideCrowd(context, { scenario: 'idle', crowds, ratioMax: RATIO_MAX })
}
