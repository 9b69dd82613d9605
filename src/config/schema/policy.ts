import * as z from 'zod'
import { CLEARANCES, MACHINE_TIERS } from '../../model/index.ts'
import {
  BURST_MAX,
  EXTENDS_MAX,
  FREE_LOOKS_MAX,
  FREE_LOOKS_MS,
  IN_FLIGHT_MAX,
  LIMIT_KEYS_MAX,
  LIMITS_MAX,
  METHODS_MAX,
  POINTS_MAX,
  RULES_MAX,
} from './bounds.ts'
import { duration, listOf, oneOf, oneOrMore, oneOrMoreOf, textLeaf, wholeNumber } from './leaf.ts'
import { signalsSchema } from './signals.ts'
import { whenSchema } from './when.ts'
import {
  limitKey,
  markName,
  method,
  name,
  policyReference,
  rate,
  readMark,
  share,
} from './words.ts'

/** How far something new is taken at its word. */
const trial = {
  mode: oneOf(['enforce', 'shadow'])
    .optional()
    .describe('`shadow`: decided, logged as `would` and counted, but not obeyed.'),
  rollout: share
    .optional()
    .describe('Obeyed for this share of clients, always the same ones; in shadow for all others.'),
}

const mark = markName.describe('Reaches backend, log and metrics; changes nothing for the client.')

/** `mark: name` as it is written where a map looks odd. */
const markText = textLeaf({
  title: '`"mark: name"`',
  expects: () => '"mark: name"',
  read(text) {
    const [, value = ''] = /^mark: ?(.+)$/.exec(text) ?? []
    return readMark(value) === null ? null : { kind: 'mark' as const, mark: value }
  },
})

const over = z.union(
  [
    oneOf(['challenge', 'prove', 'code', 'wait', 'limit', 'deny']).transform((kind) => ({
      kind,
      mark: null,
    })),
    markText,
    z.strictObject({ mark }).transform((set) => ({ kind: 'mark' as const, ...set })),
  ],
  { error: 'must be challenge, prove, code, wait, limit, deny or { mark: name }' },
)

const limit = z.strictObject({
  name: name.describe('In log lines and metrics; with site, policy and key it names the counter.'),
  key: oneOrMoreOf(limitKey, LIMIT_KEYS_MAX).describe(
    'What counts as one: `address` (IPv4, or IPv6 /64), `network`, `pass`, `agent` (a proven one, wherever it comes from), `site`, `route`; beside one of the first four also `fingerprint`, `header:name`, `cookie:name`; beside one of the six `query-shape`, the names of a query and how often each is repeated.',
  ),
  clearance: oneOf(CLEARANCES)
    .optional()
    .describe('Counts only passes of exactly this level; with `key: pass` alone.'),
  rate: rate.optional().describe('How fast the burst is refilled.'),
  burst: wholeNumber(1, BURST_MAX)
    .optional()
    .describe('Requests at once; it must be refilled within two days. Missing: 1.'),
  concurrency: wholeNumber(1, IN_FLIGHT_MAX)
    .optional()
    .describe('Instead of `rate`: requests under way at once.'),
  methods: listOf(method, METHODS_MAX)
    .optional()
    .describe('Counts only requests with these methods. Missing: with any.'),
  machine: oneOrMoreOf(oneOf(MACHINE_TIERS), MACHINE_TIERS.length)
    .optional()
    .describe('Counts only clients that are known so well, as in `when`. Missing: all.'),
  over: over.describe(
    'What happens beyond it. `challenge` neither counts nor stops whoever holds a pass of the route; `prove` asks for a proof made for this, which buys five requests within ten minutes; `code` asks for a code of the helpdesk; `wait` lets whoever is in the waiting room go on, and has all others wait there until the rate lets them in; `{ mark: name }` lets it through and says so.',
  ),
  pageFirst: z
    .boolean({ error: 'must be true or false' })
    .optional()
    .describe(
      'With `over: prove`: what a pass sends that has never loaded a page of the site is beyond the limit from the first request on. Missing: false.',
    ),
  freeLooks: z
    .strictObject({
      count: wholeNumber(1, FREE_LOOKS_MAX).describe('So many requests of a network.'),
      for: duration(FREE_LOOKS_MS).describe('Within this time from the first of them on.'),
    })
    .optional()
    .describe(
      'What stays free beyond a limit that all share, for each network; an IPv6 /48 has that of four, a /32 of 256.',
    ),
  ...trial,
})

const points = wholeNumber(1, POINTS_MAX).describe('Added to the score.')

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
  when: whenSchema.describe('All conditions are required; the values of a list are alternatives.'),
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the configuration; never awaited
  then: then.describe(
    '`pass` and `deny` are final words; `points` and `mark` let the next rule speak.',
  ),
  ...trial,
})

/** A policy as it is written: rules first, then limits, then the challenge. */
export const policySchema = z.strictObject({
  extends: oneOrMore(policyReference, EXTENDS_MAX)
    .optional()
    .describe(
      'Policies to begin with, `preset/name` for one that ships with the gate. Keys written here win; its own rules and limits stand before inherited ones, and one of the same name replaces the inherited.',
    ),
  challenge: oneOf(['never', 'when-suspicious', 'always'])
    .prefault('when-suspicious')
    .describe('When the check is asked for.'),
  clearance: oneOf(CLEARANCES).prefault('waited').describe('The least pass that is accepted.'),
  challengeAt: wholeNumber(1, POINTS_MAX)
    .prefault(6)
    .describe('The score that asks for the check.'),
  keepSubmission: z
    .boolean({ error: 'must be true or false' })
    .prefault(true)
    .describe(
      'Whether a form that is challenged is kept and delivered after the check; else the page says that it was not sent.',
    ),
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
  ...trial,
})

export type PolicyConfig = z.output<typeof policySchema>
