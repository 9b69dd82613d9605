import { type UserAgentClass } from '../model/index.ts'
import { Fingerprints } from './fingerprint.ts'
import { type HeaderNames, HeaderNameReader } from './header-names.ts'
import { type UserAgent, UserAgents } from './user-agent.ts'
import { shippedAiCrawlers } from './word-list.ts'

/** What of a request is looked at: nothing that belongs to a person or a connection. */
export interface Sight {
  readonly rawHeaders: readonly string[]
  /** Null where a proxy spoke instead of the client. */
  readonly httpVersion: string | null
}

/**
 * Finds out what sort of program sends a request. One worker has one; it remembers what it has read
 * by the text of the header fields, never by connection: a front proxy's connections carry many
 * people.
 */
export class Lookout {
  readonly #names = new HeaderNameReader()
  readonly #fingerprints = new Fingerprints()
  readonly #userAgents: UserAgents

  constructor(aiCrawlers: ReadonlySet<string> = shippedAiCrawlers()) {
    this.#userAgents = new UserAgents(aiCrawlers)
  }

  names(rawHeaders: readonly string[]): HeaderNames {
    return this.#names.read(rawHeaders)
  }

  userAgent(header: string | undefined): UserAgent {
    return this.#userAgents.read(header)
  }

  userAgentClass({ rawHeaders }: Sight): UserAgentClass {
    return this.userAgent(valueIn(rawHeaders, 'user-agent')).class
  }

  fingerprint({ rawHeaders, httpVersion }: Sight): string {
    const { valueAt, lasting } = this.names(rawHeaders)
    const userAgent = this.userAgent(rawHeaders[valueAt.get('user-agent') ?? -1])
    return this.#fingerprints.of({ userAgent, httpVersion, names: lasting })
  }
}

function valueIn(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === name.length && raw[i]?.toLowerCase() === name) return raw[i + 1]
  }
  return undefined
}
