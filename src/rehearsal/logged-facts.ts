import { type Lookout, tierOf } from '../client/index.ts'
import {
  type AgentProof,
  type AgentPurpose,
  type ClientAddress,
  type Facts,
  type MachineTier,
  type Pass,
  type PassTime,
  type Presented,
  type ProvenAgent,
  type UserAgent,
  type UserAgentClass,
} from '../model/index.ts'
import { type LoggedRequest } from './log-lines.ts'

/** What is known all the same: the request with its path read and its site found. */
export type Legible = Pick<
  Facts,
  'nowMs' | 'host' | 'site' | 'method' | 'path' | 'readings' | 'network' | 'scheme' | 'query'
> & { readonly address: ClientAddress; readonly addressKey: string }

/** What a log does not hold, in words. */
export type Unknown =
  | 'address'
  | 'pass'
  | 'query'
  | 'cookies'
  | 'user agent'
  | 'header fields'
  | 'fingerprint'
  | 'verified crawlers'
  | 'country'
  | 'autonomous system'

/** An unknown user agent is nobody's: no condition on a class holds for it. */
const NOBODY: UserAgent = {
  class: 'browser',
  family: 'unknown',
  platform: 'other',
  version: 0,
  isMobile: false,
  isWebView: false,
  hasContact: false,
  purpose: null,
  isLateSafari: false,
}

/**
 * The facts of a request in a log. Whatever a policy asks that the log does not hold is answered as if
 * it were not there, and noted: a decision that depends on it is not sure.
 */
export class LoggedFacts implements Facts {
  readonly nowMs: number
  readonly network: Facts['network']
  readonly scheme: Facts['scheme']
  readonly host: string
  readonly site: string
  readonly method: string
  readonly path: string
  readonly readings: Facts['readings']
  readonly httpVersion = null
  readonly headerPlaces: ReadonlyMap<string, number> = new Map()
  readonly presented: Presented
  /** What was asked for and is not known. */
  readonly asked = new Set<Unknown>()
  /** What limits count by, and only stands for what is not known. */
  readonly countedBy = new Set<Unknown>()
  readonly #legible: Legible
  readonly #logged: LoggedRequest
  readonly #lookout: Lookout

  constructor(logged: LoggedRequest, legible: Legible, lookout: Lookout) {
    this.#logged = logged
    this.#legible = legible
    this.#lookout = lookout
    this.nowMs = legible.nowMs
    this.network = legible.network
    this.scheme = legible.scheme
    this.host = legible.host
    this.site = legible.site
    this.method = legible.method
    this.path = legible.path
    this.readings = legible.readings
    const { clearance } = logged
    this.presented =
      clearance === null || clearance === 'none'
        ? { kind: 'none' }
        : {
            kind: 'held',
            pass: new LoggedPass(clearance, legible, this.countedBy),
            time: timeIn(logged.reason),
          }
  }

  /** A log does not say. Pages are what most requests are for that can be challenged. */
  get purpose(): Facts['purpose'] {
    return this.method === 'OPTIONS' ? 'other' : 'navigation'
  }

  get address(): ClientAddress {
    if (this.#logged.address === null) this.asked.add('address')
    return this.#legible.address
  }

  get addressKey(): string {
    if (this.#logged.address !== null) return this.#legible.addressKey
    this.countedBy.add('address')
    return this.network
  }

  get query(): string {
    // Logged paths have no query; one without is what most are.
    if (this.#logged.pseudonym !== null) this.asked.add('query')
    return this.#legible.query
  }

  readonly header = (name: string): string | undefined => this.headers(name)[0]

  readonly headers = (name: string): readonly string[] => {
    const { userAgent, referer } = this.#logged
    if (name === 'host') return [this.host]
    const known = name === 'user-agent' ? userAgent : name === 'referer' ? referer : null
    if (known !== null) return known === '' ? [] : [known]
    this.asked.add(
      name === 'cookie' ? 'cookies' : name === 'user-agent' ? 'user agent' : 'header fields',
    )
    return []
  }

  get rawHeaders(): readonly string[] {
    this.asked.add('header fields')
    return []
  }

  get userAgent(): UserAgent {
    const { userAgent } = this.#logged
    if (userAgent !== null) {
      return this.#lookout.userAgent({ rawHeaders: ['user-agent', userAgent], httpVersion: null })
    }
    this.asked.add('user agent')
    return NOBODY
  }

  get userAgentClass(): UserAgentClass {
    return this.userAgent.class
  }

  get fingerprint(): string {
    const { fingerprint } = this.#logged
    if (fingerprint === null) this.asked.add('fingerprint')
    return fingerprint ?? ''
  }

  /** By published ranges. No crawler that could be verified in another way calls itself a browser. */
  get verifiedAgent(): string | null {
    return this.#proven()?.name ?? null
  }

  get provenBy(): AgentProof | null {
    return this.#proven()?.by ?? null
  }

  get agentPurpose(): AgentPurpose | null {
    return this.#proven()?.purpose ?? this.userAgent.purpose
  }

  get machine(): MachineTier {
    return tierOf(this)
  }

  #proven(): ProvenAgent | null {
    const { userAgent, address, signer: name } = this.#logged
    // Whose keys the configuration has not named would be a stranger.
    if (name !== null && this.#lookout.mayBeSigned(name)) {
      return { name, by: 'signature', purpose: this.#lookout.purposeOf(name) }
    }
    if (userAgent === null || address === null) {
      this.asked.add('verified crawlers')
      return null
    }
    const rawHeaders = ['user-agent', userAgent]
    const verified = this.#lookout.proven({ rawHeaders, address, httpVersion: null })
    if (verified === null && this.userAgentClass !== 'browser') this.asked.add('verified crawlers')
    return verified
  }

  get agentSeen(): string | null {
    return null
  }

  get country(): string | null {
    return this.#knownAddress('country', (address) => this.#lookout.country(address))
  }

  get asn(): number | null {
    return this.#knownAddress('autonomous system', (address) => this.#lookout.asn(address))
  }

  #knownAddress<T>(what: Unknown, find: (address: string) => T): T | null {
    const { address } = this.#logged
    if (address !== null) return find(address)
    this.asked.add(what)
    return null
  }
}

/** The gate's own log tells it where it mattered; anybody else's knows of no passes. */
function timeIn(reason: string): PassTime {
  if (!reason.startsWith('pass: ')) return 'lasting'
  if (reason.endsWith(' in grace')) return 'lapsed'
  return reason.endsWith(' ends soon') ? 'ending' : 'lasting'
}

/** The log tells a pass's level, not which it was: all of a network count as one. */
class LoggedPass implements Pass {
  readonly name = ''
  readonly clearance: Pass['clearance']
  readonly sites: readonly string[]
  readonly provedAtSeconds: number
  readonly issuedAtSeconds: number
  readonly expiresAtSeconds: number
  readonly familyTag = 0
  readonly platformTag = 0
  readonly instance = 'log'
  readonly #id: string
  readonly #countedBy: Set<Unknown>

  constructor(
    clearance: Pass['clearance'],
    { nowMs, site, network }: Legible,
    countedBy: Set<Unknown>,
  ) {
    this.clearance = clearance
    this.sites = [site]
    this.provedAtSeconds = Math.floor(nowMs / 1000)
    this.issuedAtSeconds = this.provedAtSeconds
    this.expiresAtSeconds = this.provedAtSeconds + 1
    this.#id = `${clearance} of ${network}`
    this.#countedBy = countedBy
  }

  get id(): string {
    this.#countedBy.add('pass')
    return this.#id
  }
}
