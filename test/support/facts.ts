import {
  type KnownFacts,
  Lookout,
  ObservedFacts,
  addressKeyOf,
  compileNetworks,
  networkOf,
  parseAddress,
} from '../../src/client/index.ts'
import {
  type Clearance,
  type ClientAddress,
  type Facts,
  type Limit,
  type LimitKey,
  type Pass,
  type PassTime,
  type Policy,
  type Presented,
  type Route,
  type Rule,
  type Site,
} from '../../src/model/index.ts'
import { type Conduct, type Ledger, type Standing, compileKey } from '../../src/policies/index.ts'
import { type Surroundings, surroundingsOf } from '../../src/proxy/bounds/surroundings.ts'

/** An address that a test is sure of. */
export function addressOf(text: string): ClientAddress {
  const address = parseAddress(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

/** The networks around an address, some of which may be crowds. */
export function surroundingsAt(text: string, crowds: readonly string[] = []): Surroundings {
  const address = addressOf(text)
  const client = { address, addressKey: addressKeyOf(address) }
  return surroundingsOf(client, compileNetworks(crowds))
}

/** Reads what tests ask about; what it remembers is the same for all of them. */
const LOOKOUT = new Lookout()

type GivenHeaders = Readonly<Record<string, string | readonly string[]>>

/** A request for a page by nobody in particular; headers are given by their lower-case names. */
export function factsOf(
  given: Partial<Omit<KnownFacts, 'header' | 'headers' | 'address'>> & {
    readonly address?: string
    readonly headers?: GivenHeaders
    readonly presented?: Presented
    readonly lookout?: Lookout
  } = {},
): Facts {
  const { address: text = '203.0.113.7', headers = {}, presented, lookout, ...others } = given
  const address = addressOf(text)
  const path = given.path ?? '/'
  const known: KnownFacts = {
    nowMs: 1_800_000_000_000,
    address,
    addressKey: addressKeyOf(address),
    network: networkOf(address),
    scheme: 'https',
    host: 'portal.example.lu',
    site: 'portal',
    method: 'GET',
    path,
    query: '',
    readings: [path],
    purpose: 'navigation',
    header: (name) => [headers[name] ?? []].flat()[0],
    headers: (name) => [headers[name] ?? []].flat(),
    rawHeaders: rawOf(headers),
    httpVersion: null,
    ...others,
  }
  return new ObservedFacts(known, presented ?? { kind: 'none' }, lookout ?? LOOKOUT)
}

function rawOf(headers: GivenHeaders): readonly string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  )
}

export function passOf(given: Partial<Pass> = {}): Pass {
  return {
    id: 'pass-1',
    name: 'PASS-0000-0001',
    sites: ['portal'],
    clearance: 'worked',
    provedAtSeconds: 1_799_990_000,
    issuedAtSeconds: 1_799_990_000,
    expiresAtSeconds: 1_800_076_400,
    familyTag: 1,
    platformTag: 2,
    instance: 'gate-1',
    ...given,
  }
}

/** What a client shows that holds a pass. */
export function held(given: Partial<Pass> = {}, time: PassTime = 'lasting'): Presented {
  return { kind: 'held', pass: passOf(given), time }
}

/** A rule that holds for every request, unless told otherwise. */
export function ruleOf(given: Partial<Rule> = {}): Rule {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  return { name: 'rule', matches: () => true, then: { kind: 'deny' }, share: 1, line: 11, ...given }
}

/** What a test says of a limit: its key as it is written, the rest as it is compiled. */
export type GivenLimit = Partial<Omit<Limit, 'keyOf'>> & {
  readonly key?: LimitKey | readonly LimitKey[]
  readonly clearance?: Clearance
}

export function limitOf({ key = 'network', clearance, ...given }: GivenLimit = {}): Limit {
  const name = given.name ?? 'limit'
  return {
    name,
    counter: `portal\0read\0${name}`,
    shadowCounter: `shadow\0portal\0read\0shadow ${name}`,
    keyOf: compileKey([key].flat(), clearance ?? null),
    bound: { kind: 'rate', intervalMs: 500, burst: 60 },
    over: 'limit',
    methods: null,
    machines: null,
    mark: null,
    pageFirst: false,
    strangers: null,
    freeLooks: null,
    share: 1,
    line: 22,
    ...given,
  }
}

export function policyOf(given: Partial<Policy> = {}): Policy {
  return {
    name: 'read',
    challenge: 'when-suspicious',
    clearance: 'waited',
    challengeAt: 10,
    keepsForms: false,
    rules: [],
    limits: [],
    signals: null,
    share: 1,
    line: 33,
    ...given,
    rulesFor: () => given.rules ?? [],
  }
}

/** A route for everything. */
export function routeOf(policy: Policy, given: Partial<Route> = {}): Route {
  return {
    name: 'everything',
    matches: () => true,
    policy,
    ambiguousPath: 'strictest',
    waitingRoom: null,
    line: 44,
    ...given,
  }
}

export function siteOf(routes: readonly Route[]): Site {
  const contact = {
    phone: '1',
    hours: '2',
    email: '3',
    address: '4',
    controller: null,
    dpo: null,
  }
  const backend = {
    name: 'portal',
    index: 0,
    servers: [
      {
        url: 'http://127.0.0.1:8081',
        name: null,
        place: 0,
        origin: 'http://127.0.0.1:8081',
        socketPath: null,
      },
    ],
    tls: null,
    health: null,
    sticky: null,
    connections: 1,
    inFlightMax: 1,
    webSocketsMax: 1,
    webSocketsIdleMs: 1000,
    webSocketsRate: { intervalMs: 1000, burst: 1 },
    connectTimeoutMs: 1000,
    headersTimeoutMs: 1000,
    bodyTimeoutMs: 1000,
    bufferMaxBytes: 0,
    host: 'preserve',
    trailers: [],
    requestFields: { removed: new Set<string>(), set: [] },
  }
  return {
    name: 'portal',
    brandName: 'Portal',
    brand: { logo: null, color: null, accent: null, accessibility: null },
    scheme: 'https',
    backend,
    contact,
    privacy: { logRetentionSeconds: null, legalBasis: null, authority: null },
    about: { isPublished: false, notesComplaints: false },
    languages: ['lb'],
    fallbackLanguage: 'lb',
    passDomain: null,
    passSites: ['portal'],
    passShares: [],
    passAt: 'portal.example.lu',
    machines: null,
    caseInsensitivePaths: false,
    ambiguousPath: 'strictest',
    rejectsAmbiguous: false,
    routes,
    routesFor: () => routes,
    hasWaitingRoom: routes.some(({ waitingRoom }) => waitingRoom !== null),
  }
}

/** Counters that answer as a test says, and remember what was asked of them. */
export interface ScriptedLedger extends Ledger {
  /** What was looked at, and what was taken from, in this order. */
  readonly looked: readonly string[]
  readonly taken: readonly string[]
  readonly uses: readonly string[]
  /** Under way, by limit and key. */
  readonly inside: readonly string[]
}

function nameOf(counter: string): string {
  return counter.split('\0').at(-1) ?? ''
}

function countOf(entries: readonly string[], entry: string): number {
  return entries.filter((other) => other === entry).length
}

/** `waitsMs`: by a limit's name, what its counter answers; 0 for all others. */
export function ledgerOf(
  given: {
    waitsMs?: Readonly<Record<string, number>>
    /** The same, where another worker was quicker than what was looked at. */
    waitsWhenTakenMs?: Readonly<Record<string, number>>
    standing?: Standing
    /** A client's lot, by its key. */
    lots?: Readonly<Record<string, number>>
    conduct?: Partial<Conduct>
    isKnown?: boolean
    /** By a limit's name, how many looks are still free. */
    looks?: Record<string, number>
    /** The same, how many are left that were bought. */
    bought?: Record<string, number>
    hasLoadedPage?: boolean
  } = {},
): ScriptedLedger {
  const inside: string[] = []
  const looked: string[] = []
  const taken: string[] = []
  const uses: string[] = []
  const looks = { ...given.looks }
  const bought = { ...given.bought }
  return {
    looked,
    taken,
    uses,
    inside,
    enter(counter, key, max) {
      const entry = `${nameOf(counter)} ${key}`
      if (countOf(inside, entry) >= max) return false
      inside.push(entry)
      return true
    },
    leave(counter, key) {
      const at = inside.indexOf(`${nameOf(counter)} ${key}`)
      if (at >= 0) inside.splice(at, 1)
    },
    lotOf: (_name, client) => given.lots?.[client] ?? 0.5,
    mayEnter: (counter, key, max) => countOf(inside, `${nameOf(counter)} ${key}`) < max,
    look(counter, key) {
      const name = nameOf(counter)
      looked.push(`${name} ${key}`)
      return given.waitsMs?.[name] ?? 0
    },
    take(counter, key) {
      const name = nameOf(counter)
      taken.push(`${name} ${key}`)
      return given.waitsMs?.[name] ?? given.waitsWhenTakenMs?.[name] ?? 0
    },
    conduct: () => ({
      formsWithoutPage: 0,
      hastyForms: 0,
      missedPages: 0,
      networks: 1,
      ...given.conduct,
    }),
    isKnown: () => given.isKnown ?? false,
    hasFreeLook: (counter) => (looks[nameOf(counter)] ?? 0) > 0,
    freeLook(counter) {
      const name = nameOf(counter)
      looks[name] = (looks[name] ?? 0) - 1
      return looks[name] >= 0
    },
    hasBought: (counter) => (bought[nameOf(counter)] ?? 0) > 0,
    useBought(counter) {
      const name = nameOf(counter)
      bought[name] = (bought[name] ?? 0) - 1
      return bought[name] >= 0
    },
    hasLoadedPage: () => given.hasLoadedPage ?? true,
    bounded: (_facts, text) => text,
    standing: () => given.standing ?? 'good',
    usePass: ({ id }) => void uses.push(id),
  }
}
