import { isIP } from 'node:net'
import * as z from 'zod'
import { directoryUrlOf } from '../../client/index.ts'
import { AGENT_PURPOSES } from '../../model/index.ts'
import {
  AGENTS_MAX,
  ALTERNATIVES_MAX,
  DNS_SERVERS_MAX,
  DNS_TIMEOUT_MS,
  MACHINE_LINKS_MAX,
  SIGNATURE_LIFETIME_MS,
  TEXT_CHARS_MAX,
} from './bounds.ts'
import { parseDnsServer, parseDomain } from '../text/addresses.ts'
import { duration, listOf, mapOf, oneOf, oneOrMore, textLeaf } from './leaf.ts'
import { emailAddress, filePath, name } from './words.ts'
import { webAddress } from './words-brand.ts'

const word = textLeaf({
  title: 'word',
  expects: () => 'one word of letters, digits, ".", "_" and "-", such as Googlebot',
  read: (text) => (/^[\w.-]{1,64}$/.test(text) ? text.toLowerCase() : null),
})

const hostSuffix = textLeaf({
  title: 'domain',
  expects: () => 'a domain of at least two parts, such as googlebot.com',
  read: (text) => {
    const domain = parseDomain(text)
    return domain === null ? null : `.${domain}`
  },
})

const dnsServer = textLeaf({
  title: 'address of a name server',
  expects: () => 'an address, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53',
  read: parseDnsServer,
})

const directory = textLeaf({
  title: 'address with https',
  expects: () =>
    'an address with https and a host name, such as https://crawler.example or https://example.com/keys',
  read: readDirectory,
  hint: (text) =>
    text.startsWith('http://')
      ? 'keys are fetched by https alone: nobody could vouch for them'
      : null,
})

/** Never an address of one machine: only whoever owns a name can be shown to own its keys. */
function readDirectory(text: string): string | null {
  const url = directoryUrlOf(text)
  if (url === null) return null
  const { hostname } = new URL(url)
  return isIP(hostname) === 0 && parseDomain(hostname) !== null ? url : null
}

const signature = z.strictObject({
  directory: directory
    .optional()
    .describe(
      'Where it publishes its keys, as its `Signature-Agent` says; fetched by the gate. Of an address without a path the well-known one.',
    ),
  keys: filePath
    .optional()
    .describe(
      'A file of its public keys: a JWK Set, or one JWK. Beside a directory or in its place.',
    ),
  lifetimeMax: duration(SIGNATURE_LIFETIME_MS)
    .prefault('1h')
    .describe(
      'The longest time that one signature may be good; of one without a nonce five minutes at most.',
    ),
})

const agent = z.strictObject({
  userAgent: oneOrMore(word, ALTERNATIVES_MAX)
    .optional()
    .describe(
      'Stands in its User-Agent, as a whole word, in any case; asked of whoever is known by where it comes from.',
    ),
  ranges: filePath
    .optional()
    .describe('A file of its networks: the JSON that its operator publishes, or one a line.'),
  hostNames: listOf(hostSuffix, ALTERNATIVES_MAX)
    .optional()
    .describe('Domains of its hosts, asked of DNS there and back, never while somebody waits.'),
  signature: signature
    .optional()
    .describe('It signs its requests (Web Bot Auth): what they are verified by.'),
  purpose: oneOf(AGENT_PURPOSES)
    .optional()
    .describe(
      'What it is for, for `agentPurpose` and the page for machines. Missing: what `lists` say of its User-Agent.',
    ),
})

/** Agents that can prove who they are. */
export const agentsSchema = mapOf(name, agent, AGENTS_MAX)

/** What is told to machines at `/.paart/robots`. */
const machines = z.strictObject({
  contact: z
    .union([emailAddress, webAddress], {
      error: 'must be an email address or the address of a page',
    })
    .optional()
    .describe(
      'Whom to write to about machines: an address of mail or of a page. Missing: `contact.email`.',
    ),
  dumps: listOf(webAddress, MACHINE_LINKS_MAX)
    .optional()
    .describe('Addresses of whole data sets: who needs much is to take those.'),
  apis: listOf(webAddress, MACHINE_LINKS_MAX)
    .optional()
    .describe('Addresses of interfaces for programs, or of what describes them.'),
})

const MACHINES = 'must be none, or a map with contact, dumps, apis'

/** Of the gate, and of a site. */
export const machinesSchema = z.union([z.literal('none', { error: MACHINES }), machines], {
  error: MACHINES,
})

export const dnsSchema = z.strictObject({
  servers: z
    .array(dnsServer)
    .max(DNS_SERVERS_MAX, { error: `must hold at most ${DNS_SERVERS_MAX}` })
    .prefault([])
    .describe('Asked in this order; none: those of the system.'),
  timeout: duration(DNS_TIMEOUT_MS).prefault('2s').describe('For one answer.'),
})

const databaseFile = textLeaf({
  title: 'path of a .mmdb file',
  expects: () => 'the path of a file that ends in .mmdb',
  read: (text) => (/[^/\0]\.mmdb$/.test(text) && text.length <= TEXT_CHARS_MAX ? text : null),
})

export const country = textLeaf({
  title: 'country',
  expects: () => 'two capital letters, such as LU (ISO 3166-1)',
  read: (text) => (/^[A-Z]{2}$/.test(text) ? text : null),
})

export const databasesSchema = z.strictObject({
  country: databaseFile.optional().describe('Countries; the same file may hold both.'),
  asn: databaseFile.optional().describe('Autonomous systems.'),
})

export const listsSchema = z.strictObject({
  aiCrawlers: filePath
    .optional()
    .describe(
      'A file of names, one a line with its purpose behind it (`training` where it has none), in place of `config/lists/ai-crawlers.txt`.',
    ),
  machines: filePath
    .optional()
    .describe(
      'The same of all other machines, each with its purpose, in place of `config/lists/machines.txt`.',
    ),
})
