import * as z from 'zod'
import { CLEARANCES, DECISION_KINDS, MODES } from '../../model/index.ts'
import {
  ALTERNATIVES_MAX,
  ASN_MAX,
  POINTS_MAX,
  REFILL_MS_MAX,
  TESTS_MAX,
  TEST_HISTORY_MAX,
  TEST_HOPS_MAX,
  TEST_PASS_USES_MAX,
  TEST_REQUESTS_MAX,
} from './bounds.ts'
import { duration, listOf, mapOf, oneOf, oneOrMore, wholeNumber } from './leaf.ts'
import { country } from './agents.ts'
import { headerName, markName, method, name } from './words.ts'
import {
  clientAddress,
  clientTarget,
  headerValue,
  hostOfRequest,
  moment,
  requestLine,
  requestTarget,
  testedPreset,
  testTitle,
} from './words-of-tests.ts'

/*
 * The one description of a file of policy tests: what may be written, its default and its sentence.
 */

/** Whose header fields a request has, as captured from the program itself. */
export const PROGRAMS = ['firefox', 'chrome', 'curl'] as const

const program = oneOf(PROGRAMS)

const request = z.union(
  [
    requestLine,
    z.strictObject({
      method: method.prefault('GET').describe('In capitals.'),
      url: requestTarget.describe(
        '`https://host/path?query`, or `/path` on the `host` of the file.',
      ),
      as: program
        .optional()
        .describe('Header fields as this program sends them when it loads a page or sends a form.'),
      headers: mapOf(headerName, oneOrMore(headerValue, ALTERNATIVES_MAX), ALTERNATIVES_MAX)
        .optional()
        .describe('Header fields; they replace those of `as`.'),
    }),
  ],
  { error: 'must be a text such as "GET https://example.lu/", or a map with method, url, headers' },
)

/** Nothing is known of a client but its address. */
const UNKNOWN = {
  proxies: undefined,
  verifiedAgent: undefined,
  provenBy: undefined,
  country: undefined,
  asn: undefined,
}

const client = z.union(
  [
    clientAddress.transform((address) => ({ address, ...UNKNOWN })),
    z.strictObject({
      address: clientAddress.prefault('203.0.113.7').describe('Its address.'),
      proxies: listOf(clientAddress, TEST_HOPS_MAX)
        .optional()
        .describe('Who stands between it and the gate, the nearest to the client first.'),
      verifiedAgent: name.optional().describe('The crawler that it is proven to be.'),
      provenBy: oneOf(['signature', 'network', 'host-name'])
        .optional()
        .describe('By what; with `verifiedAgent`. Missing: by the name of its host.'),
      country: country.optional().describe('Where its network is (ISO 3166-1).'),
      asn: wholeNumber(1, ASN_MAX)
        .optional()
        .describe('The autonomous system that announces its network.'),
    }),
  ],
  { error: 'must be an address, or a map with address, proxies' },
)

const AGE = { min: 0, max: 30 * 86_400_000 }

const pass = z.union(
  [
    oneOf(['none', ...CLEARANCES]).transform((clearance) => ({
      clearance,
      age: 0,
      used: 0,
      networks: 0,
      proofs: 0,
    })),
    z.strictObject({
      clearance: oneOf(CLEARANCES).describe('Its level.'),
      age: duration(AGE).prefault('0s').describe('Since the check was solved.'),
      used: wholeNumber(0, TEST_PASS_USES_MAX)
        .prefault(0)
        .describe('Requests it has served before, where the policy challenges.'),
      networks: wholeNumber(0, ALTERNATIVES_MAX)
        .prefault(0)
        .describe(
          'Other networks it was shown on within the last ten minutes, by `used` requests.',
        ),
      proofs: wholeNumber(0, TEST_PASS_USES_MAX)
        .prefault(0)
        .describe(
          'Proofs it has just made for the limit with `over: prove` that its request is beyond.',
        ),
    }),
  ],
  { error: 'must be none, waited, worked or vouched, or a map with clearance, age, used' },
)

const PAST = { min: 0, max: REFILL_MS_MAX }

const before = z.strictObject({
  requests: wholeNumber(1, TEST_REQUESTS_MAX).prefault(1).describe('How many.'),
  within: duration(PAST).prefault('0s').describe('In which time, evenly. Missing: all at once.'),
  ago: duration(PAST).prefault('0s').describe('How long before the request that time ended.'),
  request: request.optional().describe('Missing: the same as the request of the test.'),
  client: client.optional().describe('Missing: the same client.'),
  pass: pass.optional().describe('Missing: the same pass.'),
  underWay: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe('Not answered yet when the request of the test arrives.'),
  missed: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe('The application had nothing at that path (404).'),
})

/** What can become of a request: decided, answered by the gate itself, or not usable at all. */
const decision = oneOf([...DECISION_KINDS, 'own', 'error'])

const expectation = z.strictObject({
  decision: decision.optional().describe('What happens.'),
  reason: testTitle
    .optional()
    .describe(
      'The name of the rule, limit or signal, the word of an order (`ban`), or all of it as in the log: `"rule: bad tool"`.',
    ),
  site: name.optional().describe('The site that serves it.'),
  route: name.optional().describe('The route that takes it.'),
  marks: z
    .array(markName)
    .max(ALTERNATIVES_MAX, { error: `must hold at most ${ALTERNATIVES_MAX}` })
    .optional()
    .describe('Exactly these, in any order.'),
  score: wholeNumber(0, POINTS_MAX * ALTERNATIVES_MAX)
    .optional()
    .describe('Exactly this.'),
  retryAfter: duration(PAST).optional().describe('After which a limit lets one through again.'),
  would: oneOf(DECISION_KINDS)
    .optional()
    .describe('What would happen, were all that is in shadow enforced.'),
})

const someExpectation = expectation.refine((expected) => Object.keys(expected).length > 0, {
  error: 'must name at least one thing that is expected',
})

type Expectation = z.output<typeof expectation>

/** What an operator has ordered when the request arrives. */
const inForce = z.strictObject({
  ban: oneOrMore(clientTarget, ALTERNATIVES_MAX).optional().describe('Whom `paart ban` was told.'),
  allow: oneOrMore(clientTarget, ALTERNATIVES_MAX)
    .optional()
    .describe('Whom `paart allow` was told.'),
  shadow: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe('Whether bans and allowances are in shadow.'),
  mode: oneOf(MODES).optional().describe('What `paart mode all` was told.'),
})

const test = z.strictObject({
  name: testTitle.describe('What is true, in a sentence.'),
  request: request.describe('What arrives.'),
  client: client.prefault('203.0.113.7').describe('Who sends it.'),
  pass: pass.prefault('none').describe('The pass it shows.'),
  at: moment
    .prefault('2026-01-07T12:00:00+01:00')
    .describe('When; a Wednesday at noon in Luxembourg, unless told otherwise.'),
  waitingRoom: oneOf(['free', 'full'])
    .prefault('free')
    .describe('How the waiting room of the route is; of a full one the test tells who waits.'),
  place: oneOf(['none', 'in'])
    .prefault('none')
    .describe('The place in that room which the request shows.'),
  inForce: inForce
    .optional()
    .describe('What operators have ordered; in a configuration nothing of it is written.'),
  history: z
    .array(before)
    .max(TEST_HISTORY_MAX, { error: `must hold at most ${TEST_HISTORY_MAX}` })
    .prefault([])
    .describe('What happened before, on counters that nobody else has touched.'),
  expect: z
    .union([decision.transform((word): Expectation => ({ decision: word })), someExpectation], {
      error: 'must be a decision such as challenge, or a map with decision, reason, route',
    })
    .describe('What must come of it.'),
})

export const testsSchema = z.strictObject({
  policy: testedPreset
    .optional()
    .describe(
      'Judge by this policy alone, `preset/name`, on every path of every host. Missing: by the configuration.',
    ),
  host: hostOfRequest
    .optional()
    .describe('Of requests that are written as a path. Missing: that of the first site.'),
  tests: listOf(test, TESTS_MAX).describe('Each begins with counters of its own.'),
})

/** A file of policy tests, read. */
export type TestsConfig = z.output<typeof testsSchema>
export type TestConfig = TestsConfig['tests'][number]
