import { type TestConfig } from '../config/index.ts'
import { type Scheme, type Site, type Snapshot } from '../model/index.ts'
import { type Program, headersOf } from './programs.ts'
import { type RehearsedClient, type RehearsedPass, type RehearsedRequest } from './rehearsal.ts'

/** Where a request goes that names no host, and over what. */
export interface Usual {
  readonly host: string
  readonly scheme: Scheme
}

/** The host of the first site. One that answers for every host is asked under a name of nobody. */
export function usualOf(snapshot: Snapshot, host: string | null): Usual {
  const [site] = snapshot.sites
  const scheme = site?.scheme === 'http' ? 'http' : 'https'
  return { host: host ?? (site === undefined ? 'example.lu' : hostOf(site, snapshot)), scheme }
}

export function hostOf(site: Site, { siteByHost, siteBySuffix }: Snapshot): string {
  for (const [host, its] of siteByHost) if (its === site) return host
  for (const [suffix, its] of siteBySuffix) if (its === site) return `www${suffix}`
  return 'example.lu'
}

/** A request as a test, a command or a log line tells of it. */
export interface WrittenRequest {
  readonly method: string
  readonly url: {
    readonly scheme: Scheme | null
    readonly host: string | null
    readonly target: string
  }
  readonly as?: Program | undefined
  readonly headers?: Readonly<Record<string, readonly string[]>> | undefined
}

export function requestOf(written: WrittenRequest, usual: Usual): RehearsedRequest {
  const { method, url, headers = {} } = written
  const sent = { method, scheme: url.scheme ?? usual.scheme, host: url.host ?? usual.host }
  const given = Object.entries(headers).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  )
  const rawHeaders = headersOf(sent, written.as ?? null, given)
  return { ...sent, target: url.target, rawHeaders }
}

type WrittenClient = TestConfig['client']

/** Of what is left out nothing is known. */
export function clientOf(
  written: Pick<WrittenClient, 'address'> & Partial<WrittenClient>,
): RehearsedClient {
  const {
    address,
    proxies = [],
    verifiedAgent = null,
    provenBy,
    country = null,
    asn = null,
  } = written
  return { address, proxies, verifiedAgent, provenBy, country, asn }
}

export function passOf({ clearance, age }: TestConfig['pass']): RehearsedPass | null {
  return clearance === 'none' ? null : { clearance, ageMs: age }
}
