import { type Agent, type Dns, type MachineNames, type MachinePolicy } from './agent.ts'
import { type Clearance } from './clearance.ts'
import { type Contact, type Privacy } from './contact.ts'
import { type About } from './figures.ts'
import { type Scheme } from './facts.ts'
import { type Listen, type ListenAddress, type Shutdown } from './listen.ts'
import { type NetworkSet } from './network-set.ts'
import { type Policy, type Rate } from './policy.ts'
import { type StoreSettings } from './store.ts'
import { type TrustedProxies } from './trusted-proxies.ts'
import { type WaitingRoom } from './waiting-room.ts'
import { type Whereabouts } from './whereabouts.ts'
import { type NamedFile, type SourceLines } from './source-lines.ts'

/** The languages the gate's pages speak. Luxembourgish is `lb` (ISO 639-1), never `lu`. */
export const LANGUAGES = ['lb', 'fr', 'de', 'en', 'pt'] as const

export type Language = (typeof LANGUAGES)[number]

/** Where operators and their tools come in. */
export interface Admin {
  /** Absolute path of the Unix socket that commands speak to. */
  readonly socket: string
  /** Of /livez, /readyz and /metrics; null where nobody is to ask. */
  readonly address: Extract<ListenAddress, { kind: 'tcp' }> | null
}

/** How many bits of an IPv4 and of an IPv6 address are its network. */
export interface NetworkBits {
  readonly v4: number
  readonly v6: number
}

/** One of the places where a backend's application listens. */
export interface BackendServer {
  /** As the file writes it: its name in messages, status and metrics. */
  readonly url: string
  /** What its session cookies end in, behind a dot (Tomcat: `jvmRoute`); null where nothing is known. */
  readonly name: string | null
  /** Its place among the shared states of servers; a reload leaves it where it is. */
  readonly place: number
  /** Such as `http://127.0.0.1:8081`, without a path; of a Unix socket a name that stands for it. */
  readonly origin: string
  /** Absolute path of the Unix socket; null where it is reached over the network. */
  readonly socketPath: string | null
}

/** How servers are asked whether they are well. */
export interface BackendHealth {
  /** Path and query. */
  readonly path: string
  /** Null: the name of each server itself. */
  readonly host: string | null
  readonly intervalMs: number
  readonly timeoutMs: number
  /** Good answers in a row that bring a server back. */
  readonly healthyAfter: number
  /** Bad ones in a row that leave it out. */
  readonly unhealthyAfter: number
}

/** What makes requests belong together, so that they go to one server as long as it is well. */
export type BackendSticky =
  /** The application's own session cookie. */
  { readonly kind: 'cookie'; readonly cookie: string } | { readonly kind: 'address' }

/** How servers with `https` are spoken to; files as text (PEM). */
export interface BackendTls {
  /** Null: the authorities Node knows. */
  readonly ca: string | null
  readonly certificate: string | null
  readonly key: string | null
  /** Null: the name of each server itself. */
  readonly serverName: string | null
}

export interface Backend {
  readonly name: string
  /** Its place among the shared in-flight counters; a reload leaves it where it is. */
  readonly index: number
  /** At least one. */
  readonly servers: readonly BackendServer[]
  readonly tls: BackendTls | null
  /** Null: only requests show how a server is. */
  readonly health: BackendHealth | null
  /** Null: each request goes where there is the least to do. */
  readonly sticky: BackendSticky | null
  /** Connections to each server; each worker opens at most its share. */
  readonly connections: number
  /** Requests in flight in all workers; beyond it the gate answers 503. */
  readonly inFlightMax: number
  /** WebSockets that wait for it or are open, in all workers; beyond it, or a network's share, 503. */
  readonly webSocketsMax: number
  /** Silence in both directions after which one is told to go. */
  readonly webSocketsIdleMs: number
  /** How many one network opens. */
  readonly webSocketsRate: Rate
  readonly connectTimeoutMs: number
  /** From the request's end to the answer's head; beyond it 504. */
  readonly headersTimeoutMs: number
  /** Silence within the answer's body; beyond it the connection is closed. */
  readonly bodyTimeoutMs: number
  /** What of a request's body is received before the backend is asked, in bytes; 0: nothing. */
  readonly bufferMaxBytes: number
  /** The Host it is asked for: `preserve`: the client's, `backend`: the server's, else this one. */
  readonly host: string
  /** The trailers that are passed on in both directions, in lower case. */
  readonly trailers: readonly string[]
  readonly requestFields: RequestFields
}

/** What becomes of a request's header fields on their way to one backend. */
export interface RequestFields {
  /** Those of clients that never get there, as CGI reads their names, with `-` for any sign. */
  readonly removed: ReadonlySet<string>
  /** Those that stand there in any request: name, value, name, value. */
  readonly set: readonly string[]
}

/** The strictest of all that its readings come to decides, or it is refused. */
export type AmbiguousPath = 'strictest' | 'reject'

export interface Route {
  readonly name: string
  /** Null: whatever the path. */
  readonly matches: (method: string, path: string | null) => boolean
  readonly policy: Policy
  /** What becomes of a path that servers may take for different ones, where one of these leads here. */
  readonly ambiguousPath: AmbiguousPath
  readonly waitingRoom: WaitingRoom | null
  readonly line: number
}

/** A picture that stands before the name of a site. */
export interface Logo {
  readonly type: 'image/png' | 'image/svg+xml'
  /** One character for each byte. */
  readonly bytes: string
  /** What it says to those who do not see it; empty where it only adorns. */
  readonly text: string
}

/** How the pages of a site look. */
export interface Brand {
  readonly logo: Logo | null
  /** Such as `#0b4f8a`, each with enough contrast; null: the gate's own. */
  readonly color: string | null
  readonly accent: string | null
  /** Address of the site's accessibility statement. */
  readonly accessibility: string | null
}

export interface Site {
  readonly name: string
  /** The service's name on the gate's pages. */
  readonly brandName: string
  readonly brand: Brand
  /** `auto`: from the listener or a trusted proxy. It decides the pass cookie's name. */
  readonly scheme: 'auto' | Scheme
  /** Null where every listener is for subrequests: nothing is forwarded then. */
  readonly backend: Backend | null
  readonly contact: Contact
  readonly privacy: Privacy
  readonly about: About
  readonly languages: readonly [Language, ...Language[]]
  /** One of them, for who reads none of them. */
  readonly fallbackLanguage: Language
  /** `Domain` of the pass cookie; null keeps it to the host. */
  readonly passDomain: string | null
  /** The sites a pass earned here counts on: this one, or all that share `passDomain`. */
  readonly passSites: readonly string[]
  /** Names of the sites whose passes count here once they are handed over, in the order in which they are asked. */
  readonly passShares: readonly string[]
  /** The host, maybe with a port, where others ask for passes of this site; null where it has none for that. */
  readonly passAt: string | null
  /** What is told to machines; null where nothing is, and there is no page of it. */
  readonly machines: MachinePolicy | null
  /** Match paths in lower case, for backends that ignore case. */
  readonly caseInsensitivePaths: boolean
  /** The same where no route takes it. */
  readonly ambiguousPath: AmbiguousPath
  /** Whether the site or any of its routes refuses such paths. */
  readonly rejectsAmbiguous: boolean
  readonly routes: readonly Route[]
  /** Of the routes, in their order, those that may take a path: many routes are not all asked. */
  readonly routesFor: (path: string | null) => readonly Route[]
  /** Whether any of the routes has a waiting room. */
  readonly hasWaitingRoom: boolean
}

export interface SilentDoor {
  /** Passes one network (/24 or /56) earns at the usual price. */
  readonly passesPerNetwork: Rate
}

export interface SlowDoor {
  readonly waitMs: number
  /** Answers held at once, in all workers and for one network. */
  readonly heldMax: number
  readonly heldPerNetworkMax: number
  /** Passes one network (/24 or /56) earns. */
  readonly passesPerNetwork: Rate
}

export interface HumanDoor {
  /** Whether pages say that the helpdesk gives codes. The door itself is always there. */
  readonly isOffered: boolean
}

export interface PassSettings {
  readonly lifetimeSeconds: number
  readonly renewAfterSeconds: number
  readonly proofMaxAgeSeconds: number
  /** So long a POST may still show a pass that has lapsed, beyond `proofMaxAge` too. */
  readonly graceSeconds: number
  /**
   * Requests one pass serves in all its renewals, on routes whose policy challenges. The next one is
   * checked again; only forms on their way that would be lost go on, up to twice the number.
   */
  readonly requestsMax: Readonly<Record<Clearance, number>>
  /** Absolute path of the key file. */
  readonly keysFile: string
}

/** Where forms that are challenged are kept until their check is done, and how much of them. */
export interface KeepSettings {
  /** Absolute path. */
  readonly folder: string
  /** Of one form, with its files, in bytes; from one network; in all. */
  readonly bytesMax: number
  readonly networkMax: number
  readonly totalMax: number
  /** Then it is deleted. */
  readonly forMs: number
}

/** Where answers wait that are read slowly, beyond what may in memory. */
export interface SlowReaderSettings {
  /** Absolute path. */
  readonly folder: string
  /** Of the file of one worker; 0: none. */
  readonly fileBytesMax: number
}

/** The compiled configuration: frozen, taken once at the start of a request. */
export interface Snapshot extends SourceLines {
  /** Of the configuration's text; equal text is equal behaviour. */
  readonly hash: string
  readonly listen: readonly Listen[]
  readonly workers: number
  readonly trustedProxies: TrustedProxies
  /** How many bits of an address are its network. */
  readonly networkBits: NetworkBits
  /** Networks of many people: of what is shared out each address and each pass in them counts alone. */
  readonly crowds: NetworkSet
  readonly admin: Admin
  readonly contact: Contact
  readonly privacy: Privacy
  readonly languages: readonly [Language, ...Language[]]
  readonly fallbackLanguage: Language
  /** `stdout`, or an absolute path. */
  readonly logTo: string
  readonly silentDoor: SilentDoor
  /** Files of policy tests. */
  readonly tests: readonly NamedFile[]
  /** Names of AI crawlers in lower case, with what each is for; null for those that come with the gate. */
  readonly aiCrawlers: MachineNames | null
  /** The same of all other machines. */
  readonly machineNames: MachineNames | null
  readonly agents: readonly Agent[]
  readonly dns: Dns
  readonly whereabouts: Whereabouts
  readonly slowDoor: SlowDoor
  readonly humanDoor: HumanDoor
  readonly pass: PassSettings
  readonly keep: KeepSettings
  readonly slowReaders: SlowReaderSettings
  readonly shutdown: Shutdown
  readonly store: StoreSettings
  readonly backends: readonly Backend[]
  readonly sites: readonly Site[]
  readonly siteByHost: ReadonlyMap<string, Site>
  /** `.example.lu` and its site, longest first. */
  readonly siteBySuffix: readonly (readonly [string, Site])[]
  /** The site of `"*"`. */
  readonly siteOfAnyHost: Site | null
}
