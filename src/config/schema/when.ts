import * as z from 'zod'
import { AGENT_PURPOSES, CLEARANCES, MACHINE_TIERS, USER_AGENT_CLASSES } from '../../model/index.ts'
import { PARAMETERS_MAX } from '../../policies/index.ts'
import { ALTERNATIVES_MAX, ASN_MAX, METHODS_MAX, NETWORKS_MAX, QUERY_NUMBER_MAX } from './bounds.ts'
import { mapOf, oneOf, oneOrMore, oneOrMoreOf, wholeNumber } from './leaf.ts'
import { country } from './agents.ts'
import {
  cookieName,
  fingerprint,
  expression,
  filePath,
  headerGlob,
  headerName,
  host,
  hours,
  method,
  name,
  networkOrName,
  pathPattern,
  queryKey,
  timeZone,
  weekdays,
} from './words.ts'

const header = mapOf(headerName, oneOrMore(headerGlob, ALTERNATIVES_MAX), ALTERNATIVES_MAX)

/** A file of networks, one in each line. */
export const networkFile = z.strictObject({
  file: filePath.describe('A file of networks, one in each line; `#` begins a remark.'),
})

/** Hours of some days by the clocks of one place. */
export const timeWindow = z.strictObject({
  days: oneOrMoreOf(weekdays, ALTERNATIVES_MAX)
    .optional()
    .describe('`mon`, or `mon-fri`. Missing: every day.'),
  hours: hours
    .optional()
    .describe(
      '`8:00-18:00`; over midnight they belong to the day they begin on. Missing: all day.',
    ),
  zone: timeZone.prefault('Europe/Luxembourg').describe('Whose clocks (IANA time zone).'),
})

const queryShape = z
  .strictObject({
    parametersMin: wholeNumber(1, PARAMETERS_MAX)
      .optional()
      .describe('So many parameters or more.'),
    repeatedMin: wholeNumber(2, PARAMETERS_MAX)
      .optional()
      .describe('One name stands there so often or more; `f[0]` and `f[1]` are one name.'),
    number: z
      .strictObject({
        name: queryKey.describe('The name of the parameter, as it reads when it is decoded.'),
        above: wholeNumber(0, QUERY_NUMBER_MAX).describe('It is a number above this.'),
      })
      .optional()
      .describe('A parameter that counts: pages far behind the first.'),
  })
  .refine((asked) => Object.keys(asked).length > 0, {
    error: 'must name parametersMin, repeatedMin or number',
  })

/** The conditions of a rule. */
export const whenSchema = z.strictObject({
  host: oneOrMore(host, ALTERNATIVES_MAX).optional().describe('Host names, or `*.suffix`.'),
  path: oneOrMore(pathPattern, ALTERNATIVES_MAX)
    .optional()
    .describe('Path patterns, as in routes.'),
  method: oneOrMore(method, METHODS_MAX).optional().describe('Methods, in capitals.'),
  network: oneOrMoreOf(z.union([networkOrName, networkFile]), NETWORKS_MAX)
    .optional()
    .describe('Of the client: addresses, networks, names from `networks`, or a file of networks.'),
  header: header
    .optional()
    .describe('Headers and what they hold, in any case; `*` stands for any characters.'),
  cookie: oneOrMore(cookieName, ALTERNATIVES_MAX)
    .optional()
    .describe('Names of cookies: one of them is there.'),
  query: oneOrMore(queryKey, ALTERNATIVES_MAX)
    .optional()
    .describe('Keys of the query: one of them is there.'),
  queryShape: queryShape
    .optional()
    .describe(
      'Of the query, whatever its values: how much it asks for; all that is given is required.',
    ),
  userAgent: oneOrMoreOf(oneOf(USER_AGENT_CLASSES), USER_AGENT_CLASSES.length)
    .optional()
    .describe('What the client says it is, by the words of its User-Agent.'),
  fingerprint: oneOrMore(fingerprint, ALTERNATIVES_MAX)
    .optional()
    .describe('Of the program, not of the person; a client chooses its own.'),
  verifiedAgent: oneOrMore(name, ALTERNATIVES_MAX)
    .optional()
    .describe('The crawler that this surely is.'),
  machine: oneOrMoreOf(oneOf(MACHINE_TIERS), MACHINE_TIERS.length)
    .optional()
    .describe(
      'How well the client is known: `unknown` (people too), `contact` (its User-Agent says whom to write to, a claim), `proven` (by networks or host names), `signed`.',
    ),
  agentPurpose: oneOrMoreOf(oneOf(AGENT_PURPOSES), AGENT_PURPOSES.length)
    .optional()
    .describe(
      'What a machine is for: as `agents` say of a proven one, else as `lists` say of its User-Agent, a claim.',
    ),
  country: oneOrMore(country, ALTERNATIVES_MAX)
    .optional()
    .describe('Where the address is: ISO 3166-1, such as `LU`; needs `databases`.'),
  asn: oneOrMoreOf(wholeNumber(1, ASN_MAX), ALTERNATIVES_MAX)
    .optional()
    .describe('The autonomous system of the address; needs `databases`.'),
  clearance: oneOrMoreOf(oneOf(['none', ...CLEARANCES]), CLEARANCES.length + 1)
    .optional()
    .describe('Of the pass that is held: exactly this level, or `none`.'),
  time: oneOrMoreOf(timeWindow, ALTERNATIVES_MAX).optional().describe('Days and hours.'),
  expression: expression
    .optional()
    .describe('What the others cannot say, in the Common Expression Language.'),
})

export type WhenConfig = z.output<typeof whenSchema>
