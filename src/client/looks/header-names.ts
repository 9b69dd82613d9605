import { LRUCache } from 'lru-cache'

/** What the names of a request's header fields say, without their values. */
export interface HeaderNames {
  /** By lower-case name, where the first value stands among the raw header fields. */
  readonly valueAt: ReadonlyMap<string, number>
  /** The names that tell one program from another, sorted; which request was sent plays no part. */
  readonly lasting: string
}

/** Lists of names remembered by a worker, at most 4 MiB; one browser has some ten of them. */
const LISTS_MAX = 2_000

/** Longer lists are an attack on the cache: they are read each time. */
const LIST_CHARS_MAX = 1_024

/**
 * Names that come and go with the request, with what the browser has in its cache, with what a site
 * asked to be told (Accept-CH), or with a proxy on the way: one browser sends them in one request
 * and not in the next.
 */
const PASSING =
  /^(?:accept$|authorization$|cache-control$|connection$|device-memory$|downlink$|dpr$|ect$|rtt$|viewport-width$|width$|content-|cookie$|dnt$|expect$|forwarded$|from$|host$|if-|keep-alive$|last-event-id$|max-forwards$|origin$|ping-|pragma$|priority$|proxy-|purpose$|range$|referer$|save-data$|sec-ch-(?!ua$|ua-mobile$|ua-platform$)|sec-fetch-|sec-gpc$|sec-purpose$|sec-websocket-|service-worker|te$|trailer$|transfer-encoding$|upgrade$|upgrade-insecure-requests$|user-agent$|via$|x-)/

/** Reads the names of header fields, each list of them once. */
export class HeaderNameReader {
  readonly #known = new LRUCache<string, HeaderNames>({ max: LISTS_MAX })

  /** @param raw Name, value, name, value, as sent. */
  read(raw: readonly string[]): HeaderNames {
    let list = ''
    for (let i = 0; i < raw.length; i += 2) list += `${raw[i]}\n`
    const known = this.#known.get(list)
    if (known !== undefined) return known
    const read = namesIn(raw)
    if (list.length <= LIST_CHARS_MAX) this.#known.set(list, read)
    return read
  }
}

function namesIn(raw: readonly string[]): HeaderNames {
  const valueAt = new Map<string, number>()
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase()
    if (!valueAt.has(name)) valueAt.set(name, i + 1)
  }
  const lasting = [...valueAt.keys()].filter((name) => !PASSING.test(name)).toSorted()
  return { valueAt, lasting: lasting.join(' ') }
}
