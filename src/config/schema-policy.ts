import { z } from 'zod'
import { CLEARANCES, LIMIT_KEYS } from '../model/index.ts'
import {
  ALTERNATIVES_MAX,
  BURST_MAX,
  LIMITS_MAX,
  METHODS_MAX,
  NETWORKS_MAX,
  POINTS_MAX,
  RULES_MAX,
} from './bounds.ts'
import { mapOf, oneOf, oneOrMore, textLeaf, wholeNumber } from './leaf.ts'
import { signalsSchema } from './schema-signals.ts'
import {
  headerGlob,
  headerName,
  markName,
  method,
  name,
  network,
  pathPattern,
  rate,
  readMark,
} from './words.ts'

const limit = z.strictObject({
  name: name.describe('In log lines and metrics; with site, policy and key it names the counter.'),
  key: oneOf(LIMIT_KEYS).describe(
    'What counts as one: `address` (IPv4, or IPv6 /64), `network` (/24, /56), `pass`, `site` or `route`.',
  ),
  clearance: oneOf(CLEARANCES)
    .optional()
    .describe('Counts only passes of exactly this level; with `key: pass` alone.'),
  rate: rate.describe('How fast the burst is refilled.'),
  burst: wholeNumber(1, BURST_MAX)
    .prefault(1)
    .describe('Requests at once; it must be refilled within two days.'),
  over: oneOf(['challenge', 'limit', 'deny']).describe(
    'What happens beyond it. `challenge` neither counts nor stops whoever holds a pass of the route.',
  ),
})

const header = mapOf(headerName, oneOrMore(headerGlob, ALTERNATIVES_MAX), ALTERNATIVES_MAX)

const when = z.strictObject({
  path: oneOrMore(pathPattern, ALTERNATIVES_MAX)
    .optional()
    .describe('Path patterns, as in routes.'),
  method: oneOrMore(method, METHODS_MAX).optional().describe('Methods, in capitals.'),
  network: oneOrMore(network, NETWORKS_MAX)
    .optional()
    .describe('Addresses and networks of the client.'),
  header: header
    .optional()
    .describe('Headers and what they hold, in any case; `*` stands for any characters.'),
})

const points = wholeNumber(1, POINTS_MAX).describe('Added to the score.')
const mark = markName.describe('Reaches backend, log and metrics; changes nothing for the client.')

/** `points: 3` and `mark: name` as they are written where a map looks odd. */
const thenText = textLeaf({
  title: '`"points: 3"`, `"mark: name"`',
  expects: () => '"points: 3" or "mark: name"',
  read(text) {
    const [, word, value = ''] = /^(points|mark): ?(.+)$/.exec(text) ?? []
    if (word === 'points' && /^\d{1,3}$/.test(value) && points.safeParse(Number(value)).success) {
      return { kind: 'points' as const, points: Number(value) }
    }
    if (word !== 'mark' || readMark(value) === null) return null
    return { kind: 'mark' as const, mark: value }
  },
})

const then = z.union(
  [
    oneOf(['pass', 'deny', 'challenge', 'limit']).transform((kind) => ({ kind })),
    thenText,
    z.strictObject({ points }).transform((added) => ({ kind: 'points' as const, ...added })),
    z.strictObject({ mark }).transform((set) => ({ kind: 'mark' as const, ...set })),
  ],
  { error: 'must be pass, deny, challenge, limit, { points: 3 } or { mark: name }' },
)

const rule = z.strictObject({
  name: name.describe('In log lines and in `explain`.'),
  when: when.describe('All conditions are required; the values of a list are alternatives.'),
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the configuration; never awaited
  then: then.describe(
    '`pass` and `deny` are final words; `points` and `mark` let the next rule speak.',
  ),
})

/** A policy as it is written: rules first, then limits, then the challenge. */
export const policySchema = z.strictObject({
  challenge: oneOf(['never', 'when-suspicious', 'always'])
    .prefault('when-suspicious')
    .describe('When the check is asked for.'),
  clearance: oneOf(CLEARANCES).prefault('waited').describe('The least pass that is accepted.'),
  challengeAt: wholeNumber(1, POINTS_MAX)
    .prefault(6)
    .describe('The score that asks for the check.'),
  limits: z
    .array(limit)
    .max(LIMITS_MAX, { error: `must hold at most ${LIMITS_MAX}` })
    .prefault([])
    .describe('In this order; the first that is over decides.'),
  signals: signalsSchema
    .optional()
    .describe('What makes a request without a pass suspicious; all of it unless told otherwise.'),
  rules: z
    .array(rule)
    .max(RULES_MAX, { error: `must hold at most ${RULES_MAX}` })
    .prefault([])
    .describe('From top to bottom, before any limit.'),
})

export type PolicyConfig = z.output<typeof policySchema>
