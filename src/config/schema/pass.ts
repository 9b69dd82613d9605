import * as z from 'zod'
import { GRACE_MS, PASS_MS, PASS_SHARES_MAX, REQUESTS_MAX } from './bounds.ts'
import { duration, listOf, orVariable, wholeNumber } from './leaf.ts'
import { cookieDomain, filePath, hostAndPort, name } from './words.ts'

/** The times of a pass where the file does not say. */
export const PASS_DEFAULTS = { lifetime: '24h', renewAfter: '6h', proofMaxAge: '7d' } as const

const requestsMax = z.strictObject({
  waited: wholeNumber(1, REQUESTS_MAX).prefault(60).describe('After the slow door.'),
  worked: wholeNumber(1, REQUESTS_MAX).prefault(600).describe('After the silent door.'),
  vouched: wholeNumber(1, REQUESTS_MAX).prefault(5000).describe('After the human door.'),
})

/** What a pass is good for. */
export const passSchema = z.strictObject({
  lifetime: duration(PASS_MS)
    .prefault(PASS_DEFAULTS.lifetime)
    .describe('How long a pass counts without being renewed.'),
  renewAfter: duration(PASS_MS)
    .prefault(PASS_DEFAULTS.renewAfter)
    .describe(
      'A pass older than this is renewed when a page, a frame or a fetch is answered with what no shared cache may keep; and sooner where it has less than an hour left (half of `lifetime`, if that is less).',
    ),
  proofMaxAge: duration(PASS_MS)
    .prefault(PASS_DEFAULTS.proofMaxAge)
    .describe(
      'However often it is renewed, no pass outlives this. For a page that is loaded within the last hour (half of `lifetime`, if that is less) the check comes at once: not when the form on that page is sent.',
    ),
  grace: duration(GRACE_MS)
    .prefault('15m')
    .describe(
      'How long a POST, and nothing else, may still show a pass that has lapsed, beyond `proofMaxAge` too: the form may have been open meanwhile. `0s`: not at all.',
    ),
  requestsMax: requestsMax
    .prefault({})
    .describe(
      'Requests one pass serves in all its renewals, where the policy challenges. Whatever it is shown with after that is checked again at once; where its policy keeps no forms, sending one goes on up to twice the number.',
    ),
  keys: orVariable(filePath).prefault('run/keys.json').describe('The file that holds the keys.'),
})

/** What a site adds to it. */
export const sitePassSchema = z.strictObject({
  domain: cookieDomain
    .optional()
    .describe('Shares passes with every site of the same domain. Missing: this host alone.'),
  share: listOf(name, PASS_SHARES_MAX)
    .optional()
    .describe(
      'Names of sites whose passes count here too, whatever their domain: they are asked, in this order, by way of the browser, before the check begins. For both directions name each at the other.',
    ),
  at: hostAndPort
    .optional()
    .describe(
      'Where other sites ask for a pass of this one. Missing: the first exact name of `hosts`.',
    ),
})
