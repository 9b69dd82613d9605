import { z } from 'zod'
import { HEADER_SIGNALS } from '../policies/index.ts'
import { POINTS_MAX } from './bounds.ts'
import { mapOf, oneOf, textLeaf, wholeNumber } from './leaf.ts'
import { meant } from './nearest.ts'

const NAMES: readonly string[] = HEADER_SIGNALS.map(({ name }) => name)

const signalName = textLeaf({
  title: 'signal',
  expects: () => 'the name of a signal',
  read: (text) => (NAMES.includes(text) ? text : null),
  hint: (text) => meant(text, NAMES) ?? `known are ${NAMES.join(', ')}`,
})

export const signalsSchema = z.strictObject({
  headers: oneOf(['on', 'off']).prefault('on').describe('What the header fields say.'),
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
