import * as z from 'zod'
import { BACKENDS_MAX, LISTENERS_MAX } from '../../limits/index.ts'
import { LANGUAGES } from '../../model/index.ts'
import {
  BURST_MAX,
  HELD_MAX,
  HOSTS_MAX,
  METHODS_MAX,
  NETWORKS_MAX,
  NETWORK_LISTS_MAX,
  PAGE_TEXT_CHARS_MAX,
  POLICIES_MAX,
  ROUTES_MAX,
  SITES_MAX,
  SLOW_DOOR_WAIT_MS,
  TEST_FILES_MAX,
  WORKERS_CONFIGURED_MAX,
} from './bounds.ts'
import { ADMIN_SOCKET } from './admin-socket.ts'
import { duration, listOf, mapOf, oneOf, orVariable, pageText, wholeNumber } from './leaf.ts'
import { backendSchema } from './backend.ts'
import { keepSchema, slowReadersSchema } from './keep.ts'
import { listenSchema, shutdownSchema } from './listen.ts'
import { agentsSchema, databasesSchema, dnsSchema, listsSchema, machinesSchema } from './agents.ts'
import { passSchema, sitePassSchema } from './pass.ts'
import { policySchema } from './policy.ts'
import { aboutSchema, contactSchema, privacySchema } from './privacy.ts'
import { trustedProxiesSchema } from './proxies.ts'
import { storeSchema } from './store.ts'
import { routeRoomSchema, waitingRoomSchema } from './waiting-room.ts'
import { networkFile } from './when.ts'
import {
  adminAddress,
  filePath,
  host,
  method,
  name,
  network,
  networkListName,
  pathPattern,
  rate,
} from './words.ts'
import { colour, webAddress } from './words-brand.ts'

/*
 * The one description of the file. What may be written, its default and its sentence stand side by
 * side; the checks, the types, the JSON Schema and REFERENCE.md all come from here.
 */

const language = oneOf(LANGUAGES)
const languages = z.tuple([language], language)

const fallbackLanguage = language.optional()

const ambiguousPath = oneOf(['strictest', 'reject'])

const route = z.strictObject({
  name: name.describe('In log lines and metrics.'),
  path: pathPattern
    .optional()
    .describe(
      '`*` is any text within a segment, `/**` everything below. Escaped or as it reads: `/caf%C3%A9` is `/café`. Missing: every path.',
    ),
  methods: listOf(method, METHODS_MAX).optional().describe('Missing: every method.'),
  policy: name.describe('The policy that judges these requests.'),
  ambiguousPath: ambiguousPath
    .optional()
    .describe('For paths of which one reading leads to this route. Missing: that of the site.'),
  waitingRoom: routeRoomSchema
    .optional()
    .describe('For this route alone; `none`: free of that of the site. Missing: that of the site.'),
})

const site = z.strictObject({
  name: name.describe('In log lines, metrics and passes.'),
  hosts: listOf(host, HOSTS_MAX).describe('Exact names, `*.suffix`, or `"*"` for any other host.'),
  scheme: oneOf(['auto', 'http', 'https'])
    .prefault('auto')
    .describe('How citizens reach the site; `auto`: as the listener or a trusted proxy says.'),
  backend: name
    .optional()
    .describe('The backend that serves it. Needed where any listener is none for subrequests.'),
  contact: contactSchema.optional().describe('For this site alone; all of it.'),
  about: aboutSchema.optional().describe('For this site alone; all of it.'),
  languages: languages.optional().describe('For this site alone.'),
  machines: machinesSchema.optional().describe('For this site alone, all of it.'),
  fallbackLanguage: fallbackLanguage.describe(
    'For this site alone. Missing: that of the gate, or the first where the site has `languages` of its own.',
  ),
  brand: z
    .strictObject({
      name: pageText(PAGE_TEXT_CHARS_MAX)
        .optional()
        .describe('How the pages call the service. Missing: the name of the site.'),
      logo: filePath.optional().describe('A picture before the name: SVG or PNG, at most 32 KiB.'),
      logoText: pageText(PAGE_TEXT_CHARS_MAX)
        .optional()
        .describe('What the logo says. Missing: nothing that the name beside it does not say.'),
      color: colour
        .optional()
        .describe('Of links and buttons; its contrast must be 4.5 (WCAG 1.4.3).'),
      accent: colour
        .optional()
        .describe('Of what adorns; its contrast must be 3 (WCAG 1.4.11). Missing: as `color`.'),
      accessibility: webAddress
        .optional()
        .describe('Of the accessibility statement that every page links to.'),
    })
    .prefault({})
    .describe('What the pages look like.'),
  pass: sitePassSchema.prefault({}).describe('The pass cookie of this site.'),
  caseInsensitivePaths: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe('For backends that read `/Login` and `/login` as one path.'),
  ambiguousPath: ambiguousPath
    .prefault('strictest')
    .describe(
      'A path with `..`, `//`, `;`, `%2f`, `%6a` or `%252f`: the strictest of all its readings, or 400.',
    ),
  waitingRoom: waitingRoomSchema
    .optional()
    .describe('People beyond a number wait for their turn, first come, first served.'),
  routes: listOf(route, ROUTES_MAX).describe('The first that matches wins; none: 404.'),
})

/** How many passes a network earns where the file does not say: no farm, and no school locked out. */
export const PASSES_PER_NETWORK = {
  silent: { rate: '6/min', burst: 60 },
  slow: { rate: '12/min', burst: 12 },
} as const

/** Counted for the networks around as well, four and more times as many. */
function passesPerNetwork(usual: { readonly rate: string; readonly burst: number }) {
  return z
    .strictObject({
      rate: rate.prefault(usual.rate).describe('How fast the burst is refilled.'),
      burst: wholeNumber(1, BURST_MAX).prefault(usual.burst).describe('Passes at once.'),
    })
    .prefault({})
}

const doors = z.strictObject({
  silent: z
    .strictObject({
      passesPerNetwork: passesPerNetwork(PASSES_PER_NETWORK.silent).describe(
        'How many passes one network (/24 or /56) earns at the usual price; as many again cost four times the work each, as many again sixteen times, and after that they come one by one; none is refused.',
      ),
    })
    .prefault({})
    .describe('The way through that a browser takes by itself: a second of computing.'),
  slow: z
    .strictObject({
      wait: duration(SLOW_DOOR_WAIT_MS).prefault('10s').describe('How long the answer is held.'),
      heldMax: wholeNumber(1, HELD_MAX)
        .prefault(1000)
        .describe('Answers held at once, in all workers.'),
      heldPerNetworkMax: wholeNumber(1, HELD_MAX)
        .prefault(8)
        .describe('Answers held at once for one network.'),
      passesPerNetwork: passesPerNetwork(PASSES_PER_NETWORK.slow).describe(
        'How many passes one network (/24 or /56) earns; beyond it the page asks to press again later.',
      ),
    })
    .prefault({})
    .describe('The way through without JavaScript: a button and a wait.'),
  human: z
    .strictObject({
      offered: z
        .boolean({ error: 'must be true or false' })
        .prefault(true)
        .describe('Whether pages say that the helpdesk gives codes; `false` where nobody does.'),
    })
    .prefault({})
    .describe('The way through by a code of the helpdesk (`paart pass issue`).'),
})

const admin = z.strictObject({
  socket: filePath
    .prefault(ADMIN_SOCKET)
    .describe('The way in for the commands: a Unix socket for the owner alone.'),
  address: orVariable(adminAddress)
    .prefault('127.0.0.1:9090')
    .describe('Of `/livez`, `/readyz` and `/metrics`, for anybody who reaches it; port 0: any.'),
})

const WORKERS = `must be auto or a whole number from 1 to ${WORKERS_CONFIGURED_MAX}`

export const configSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }).describe('The version of this format.'),
  listen: listOf(listenSchema, LISTENERS_MAX).describe('Where citizens arrive.'),
  workers: z
    .union([z.literal('auto', { error: WORKERS }), wholeNumber(1, WORKERS_CONFIGURED_MAX)], {
      error: WORKERS,
    })
    .prefault('auto')
    .describe('Threads that serve; `auto`: one per core.'),
  trustedProxies: trustedProxiesSchema
    .prefault([])
    .describe(
      'Who may say for whom a request is, with `X-Forwarded-For` or `Forwarded`, and `-Proto`.',
    ),
  admin: admin.prefault({}).describe('Where operators and their tools come in.'),
  contact: contactSchema.describe('Who helps a citizen; shown on every page of the gate.'),
  languages: languages
    .prefault(['lb', 'fr', 'de', 'en', 'pt'])
    .describe('What the pages speak, in the order of their buttons.'),
  fallbackLanguage: fallbackLanguage.describe(
    'One of `languages`: what whoever reads none of them is answered in. Missing: the first.',
  ),
  machines: machinesSchema
    .optional()
    .describe(
      'Tells machines at `/.paart/robots` who is welcome on which paths at which pace, made of this file: `{}` is enough. Missing: only whom to write to; `none`: there is no such page.',
    ),
  privacy: privacySchema.prefault({}).describe('What the privacy page says of your side.'),
  about: aboutSchema.prefault({}).describe('What everybody may know of the gate.'),
  backends: mapOf(name, backendSchema, BACKENDS_MAX)
    .optional()
    .describe(
      'The applications behind the gate, by name. Needed where any listener is none for subrequests.',
    ),
  log: z
    .strictObject({
      to: filePath
        .prefault('stdout')
        .describe('`stdout`, or a file, reopened on SIGUSR1; a new one has mode 0640.'),
    })
    .prefault({})
    .describe('One line of JSON for each request.'),
  doors: doors.prefault({}).describe('The ways through the check.'),
  sites: listOf(site, SITES_MAX).describe('What citizens see: hosts, routes, a backend.'),
  networks: mapOf(
    networkListName,
    z.union([z.array(network).max(NETWORKS_MAX), networkFile]),
    NETWORK_LISTS_MAX,
  )
    .optional()
    .describe('Lists of networks by name, for conditions of rules: written out, or in a file.'),
  networkPrefixes: z
    .strictObject({
      ipv4: wholeNumber(8, 32).prefault(24).describe('Bits of an IPv4 network.'),
      ipv6: wholeNumber(16, 64).prefault(56).describe('Bits of an IPv6 network.'),
    })
    .prefault({})
    .describe('How large a network is that counts as one client: what one household is given.'),
  shares: z
    .strictObject({
      crowds: z
        .array(network)
        .max(NETWORKS_MAX, { error: `must hold at most ${NETWORKS_MAX}` })
        .prefault([])
        .describe(
          'Networks of many people, such as a ministry, a carrier, or a proxy that names nobody: each address and each pass in them counts as a network of its own.',
        ),
    })
    .prefault({})
    .describe('How connections, requests under way and the like are shared out among networks.'),
  lists: listsSchema.prefault({}).describe('Lists that come with the gate, replaced.'),
  agents: agentsSchema
    .optional()
    .describe('Programs that can prove who they are, by the names `verifiedAgent` asks for.'),
  databases: databasesSchema
    .prefault({})
    .describe('Where addresses are, by MaxMind DB files of your own; none ship with the gate.'),
  dns: dnsSchema.prefault({}).describe('Who is asked for the names of hosts.'),
  policies: mapOf(name, policySchema, POLICIES_MAX).describe('What routes use, by name.'),
  tests: listOf(filePath, TEST_FILES_MAX)
    .optional()
    .describe(
      'Files of policy tests. `check` runs them, and the gate does before it starts or reloads: one that fails refuses the configuration.',
    ),
  pass: passSchema.prefault({}).describe('The signed cookie that a solved check earns.'),
  keepSubmission: keepSchema
    .prefault({})
    .describe('Forms that are challenged, kept until the check is done and then delivered once.'),
  slowReaders: slowReadersSchema
    .prefault({})
    .describe('Answers that are taken over from the application, whose connection is free then.'),
  shutdown: shutdownSchema
    .prefault({})
    .describe('What happens on SIGTERM. With both times, a service manager must wait longer.'),
  store: storeSchema
    .prefault({})
    .describe('What several gates share their limits by: none of them waits for it.'),
})

/** A configuration of the right shape, its texts read and its defaults filled in. */
export type Config = z.output<typeof configSchema>
