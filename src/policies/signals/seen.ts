import { type Facts, type Signal, type UserAgent } from '../../model/index.ts'

/** A signal that the header fields of one request give. */
export interface HeaderSignal extends Signal {
  readonly holds: (seen: Seen) => boolean
}

/** The request headers of one browser, as far as all signals look at them. Made once a request. */
export interface Seen {
  readonly userAgent: UserAgent
  /** Names a browser with an engine that is known here, whether a program drives it or not. */
  readonly claimsBrowser: boolean
  readonly isSecure: boolean
  /** Null where a proxy spoke instead of the client. */
  readonly httpVersion: string | null
  /** Whether it is surely the crawler it says it is; asked only where one is named. */
  readonly isVerified: () => boolean
  /** Fetch metadata (W3C): what the browser says the request is for. */
  readonly mode: string | undefined
  readonly destination: string | undefined
  readonly site: string | undefined
  readonly isWebSocket: boolean
  /** Loads a page into a tab or a frame, as far as can be told. */
  readonly isPage: boolean
  /** Lacks the metadata that the browser it names sends with such a request. */
  readonly lacksMetadata: boolean
  /** The first value of that lower-case name. */
  readonly value: (name: string) => string | undefined
  readonly rawHeaders: readonly string[]
}

const ENGINES: ReadonlySet<string> = new Set(['blink', 'gecko', 'webkit', 'webkit-ios'])

/** What is loaded into a tab or a frame. */
const PAGES: ReadonlySet<string> = new Set(['document', 'iframe', 'frame'])

/** The first versions that send fetch metadata with every request (MDN: Chrome 80, Firefox 90). */
const METADATA_SINCE: Readonly<Record<string, number>> = { blink: 80, gecko: 90 }

/** Reads what signals look at. */
export function see(facts: Facts): Seen {
  const { rawHeaders, headerPlaces, userAgent, httpVersion } = facts
  const value = (name: string): string | undefined => rawHeaders[headerPlaces.get(name) ?? -1]
  const isProgramOrBrowser = userAgent.class === 'browser' || userAgent.class === 'headless'
  const claimsBrowser = isProgramOrBrowser && ENGINES.has(userAgent.family)
  const mode = value('sec-fetch-mode')
  const destination = value('sec-fetch-dest')
  const site = value('sec-fetch-site')
  const isDescribed = (mode ?? destination ?? site) !== undefined
  const isWebSocket = value('sec-websocket-key') !== undefined
  const isSecure = facts.scheme === 'https'
  return {
    userAgent,
    claimsBrowser,
    isSecure,
    httpVersion,
    isVerified: () => facts.verifiedAgent !== null,
    mode,
    destination,
    site,
    isWebSocket,
    isPage: isDescribed ? PAGES.has(destination ?? '') : !isWebSocket && wantsHtml(value),
    // Chromium sends none with a WebSocket's handshake, and nobody sends any over plain HTTP.
    lacksMetadata:
      claimsBrowser && isSecure && !isDescribed && !isWebSocket && owesMetadata(userAgent, value),
    value,
    rawHeaders,
  }
}

/** Safari leaves them out where it looks for a newer service worker, and may where it plays films. */
function owesMetadata(userAgent: UserAgent, value: Seen['value']): boolean {
  return sendsMetadata(userAgent) || (userAgent.isLateSafari && wantsHtml(value))
}

/** Whether the browser that is named sends fetch metadata with every request. */
export function sendsMetadata({ family, version }: UserAgent): boolean {
  const since = METADATA_SINCE[family]
  return since !== undefined && version >= since
}

function wantsHtml(value: Seen['value']): boolean {
  return (
    (value('accept')?.includes('text/html') ?? false) && value('x-requested-with') === undefined
  )
}
