import { readCookies } from '../client/index.ts'
import { type PairTable } from '../limits/index.ts'
import { type Backend } from '../model/index.ts'
import { type OpenServer } from './open-server.ts'

/** Where a request would like to go: to the server that others of the same key went to. */
export interface Wish {
  readonly key: string
  /** The server that the key is known to belong to; null where it belongs to any. */
  readonly server: OpenServer | null
}

/** What of a request shows whose it is. */
export interface Shown {
  readonly cookie: string | undefined
  /** Path and query. */
  readonly target: string
  readonly addressKey: string
}

export interface StickyTools {
  readonly pairs: PairTable
  readonly nowMs: () => number
}

/** Which requests of a backend belong together, and where. */
export interface Sticky {
  readonly wishOf: (shown: Shown) => Wish | null
  /** The head of an answer may begin a session; one that is not known is learnt where it may be. */
  readonly learn: (server: OpenServer, fields: readonly string[], mayLearn: () => boolean) => void
}

/** Null where every request may go anywhere. */
export function stickyOf(
  { name, sticky }: Backend,
  servers: readonly OpenServer[],
  tools: StickyTools,
): Sticky | null {
  if (sticky === null || servers.length === 1) return null
  if (sticky.kind === 'cookie') return new CookieSticky(name, sticky.cookie, servers, tools)
  return { wishOf: ({ addressKey }) => ({ key: addressKey, server: null }), learn: () => undefined }
}

/** Longer values are no session of anybody. */
const VALUE_CHARS_MAX = 512

/**
 * By the cookie the application itself sets. The server that set it is known by the name at its end
 * (Tomcat's `jvmRoute`), which outlives every restart of the gate, or was seen when it did. A value
 * that nothing is known of leads to the same server each time.
 */
class CookieSticky implements Sticky {
  readonly #backend: string
  readonly #cookie: string
  /** Where a browser keeps no cookies, applications write it into paths (Servlet 6.0, 7.1.3). */
  readonly #parameter: string
  readonly #servers: readonly OpenServer[]
  readonly #tools: StickyTools

  constructor(backend: string, cookie: string, servers: readonly OpenServer[], tools: StickyTools) {
    this.#backend = backend
    this.#cookie = cookie
    this.#parameter = `;${cookie.toLowerCase()}=`
    this.#servers = servers
    this.#tools = tools
  }

  wishOf({ cookie, target }: Shown): Wish | null {
    const [value = this.#parameterOf(target)] = readCookies(cookie, this.#cookie)
    if (value === '' || value.length > VALUE_CHARS_MAX) return null
    return { key: value, server: this.#named(value) ?? this.#paired(value) }
  }

  #parameterOf(target: string): string {
    const at = target.indexOf(this.#parameter)
    if (at < 0) return ''
    return /^[^;/?#]*/.exec(target.slice(at + this.#parameter.length))?.[0] ?? ''
  }

  #named(value: string): OpenServer | null {
    const dot = value.lastIndexOf('.')
    if (dot < 0) return null
    const name = value.slice(dot + 1)
    return this.#servers.find(({ server }) => server.name === name) ?? null
  }

  #paired(value: string): OpenServer | null {
    const { pairs, nowMs } = this.#tools
    const place = pairs.find(this.#backend, value, nowMs())
    return this.#servers.find(({ server }) => server.place === place) ?? null
  }

  learn(server: OpenServer, fields: readonly string[], mayLearn: () => boolean): void {
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i]?.toLowerCase() !== 'set-cookie') continue
      const [pair = ''] = (fields[i + 1] ?? '').split(';', 1)
      const equals = pair.indexOf('=')
      if (equals < 0 || pair.slice(0, equals).trim() !== this.#cookie) continue
      const value = pair.slice(equals + 1).trim()
      // A cookie that is taken back has no value.
      if (value === '' || value.length > VALUE_CHARS_MAX || this.#named(value) !== null) continue
      this.#learnValue(value, server, mayLearn)
    }
  }

  #learnValue(value: string, { server }: OpenServer, mayLearn: () => boolean): void {
    const { pairs, nowMs } = this.#tools
    const isKnown = this.#paired(value) !== null
    if (isKnown || mayLearn()) pairs.learn(this.#backend, value, server.place, nowMs())
  }
}
