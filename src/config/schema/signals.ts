import * as z from 'zod'
import { CONDUCT_SIGNALS, HEADER_SIGNALS } from '../../policies/index.ts'
import { DWELL_MS, POINTS_MAX } from './bounds.ts'
import { duration, mapOf, oneOf, textLeaf, wholeNumber } from './leaf.ts'
import { meant } from '../text/nearest.ts'

const NAMES: readonly string[] = [...HEADER_SIGNALS, ...CONDUCT_SIGNALS].map(({ name }) => name)

const signalName = textLeaf({
  title: 'signal',
  expects: () => 'the name of a signal',
  read: (text) => (NAMES.includes(text) ? text : null),
  hint: (text) => meant(text, NAMES) ?? `known are ${NAMES.join(', ')}`,
})

/** Password managers fill in and send within a second or two; nobody else does so thrice. */
export const DWELL_DEFAULT = '1s'

export const signalsSchema = z.strictObject({
  headers: oneOf(['on', 'off']).prefault('on').describe('What the header fields say.'),
  behaviour: oneOf(['on', 'off']).prefault('on').describe('What the client did lately.'),
  dwell: duration(DWELL_MS)
    .prefault(DWELL_DEFAULT)
    .describe('A form that is sent sooner after a page was loaded is hasty.'),
  points: mapOf(signalName, wholeNumber(1, POINTS_MAX), NAMES.length)
    .optional()
    .describe('By the name of a signal, what it adds to the score in place of its own points.'),
  off: z
    .array(signalName)
    .max(NAMES.length, { error: `must hold at most ${NAMES.length}` })
    .prefault([])
    .describe('Signals that are not listened to.'),
})

export type SignalsConfig = z.output<typeof signalsSchema>
