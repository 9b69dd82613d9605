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

/** Lists of which one is seen again and again: what a page's requests have. */
const RECENT = 64

/** A list of names as it was read. */
interface Read {
  readonly raw: readonly string[]
  readonly names: HeaderNames
}

/** Reads the names of header fields, each list of them once. */
export class HeaderNameReader {
  readonly #known = new LRUCache<string, HeaderNames>({ max: LISTS_MAX })
  /** By the lengths of the names: to put a text together and to hash it costs more than to compare them. */
  readonly #recent: (Read | undefined)[] = Array.from({ length: RECENT }, () => undefined)

  /** @param raw Name, value, name, value, as sent. */
  read(raw: readonly string[]): HeaderNames {
    const at = placeOf(raw)
    const recent = this.#recent[at]
    if (recent !== undefined && haveSameNames(recent.raw, raw)) return recent.names
    let list = ''
    for (let i = 0; i < raw.length; i += 2) list += `${raw[i]}\n`
    const names = this.#known.get(list) ?? namesIn(raw)
    if (list.length > LIST_CHARS_MAX) return names
    this.#known.set(list, names)
    this.#recent[at] = { raw: namesOf(raw), names }
    return names
  }
}

function placeOf(raw: readonly string[]): number {
  let sum = 0
  for (let i = 0; i < raw.length; i += 2) sum = (sum * 3 + (raw[i]?.length ?? 0)) | 0
  return sum & (RECENT - 1)
}

function haveSameNames(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i += 2) if (a[i] !== b[i]) return false
  return true
}

/** Without what they say, which belongs to people. */
function namesOf(raw: readonly string[]): readonly string[] {
  return raw.map((text, i) => (i % 2 === 0 ? text : ''))
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
