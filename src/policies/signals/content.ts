import { type HeaderSignal, type Seen } from './seen.ts'

/** The first versions that offer Brotli over HTTPS (MDN: Chrome 50, Firefox 44). */
const BROTLI_SINCE: Readonly<Record<string, number>> = { blink: 50, gecko: 44 }

/** Whether it is surely meant to be a browser's page: images and films ask for other things. */
function isLikeAPage({ claimsBrowser, isPage, lacksMetadata }: Seen): boolean {
  return claimsBrowser && (isPage || lacksMetadata)
}

/**
 * Old WebKit shakes hands for a WebSocket and plays films (Range) by ways of its own; Qt's view, other than
 * Android's, says what it was told.
 */
function isLanguageDue(seen: Seen): boolean {
  const { claimsBrowser, mode, isWebSocket, userAgent, value } = seen
  if (userAgent.isWebView && userAgent.platform !== 'android') return false
  const isPlain = mode === undefined && !isWebSocket && value('range') === undefined
  return isLikeAPage(seen) || (claimsBrowser && isPlain)
}

function encodings({ value }: Seen): string {
  return value('accept-encoding') ?? ''
}

/** What a client says it can read. */
export const CONTENT_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'language-missing',
    group: 'content',
    points: 6,
    operators: 'It names a browser and sends no Accept-Language.',
    citizens: 'Your browser did not say which language you read.',
    holds: (seen) => isLanguageDue(seen) && seen.value('accept-language') === undefined,
  },
  {
    name: 'language-any',
    group: 'content',
    points: 6,
    operators: 'It names a browser and sends `Accept-Language: *`, as libraries do.',
    citizens: 'Your browser said that it reads any language, which programs say.',
    holds: ({ claimsBrowser, value }) => claimsBrowser && value('accept-language') === '*',
  },
  {
    name: 'accept-without-html',
    group: 'content',
    points: 6,
    operators: 'It names a browser and loads a page, but its Accept names no text/html.',
    citizens: 'Your browser asked for a page without saying that it can show one.',
    holds: (seen) => isLikeAPage(seen) && !(seen.value('accept') ?? '').includes('text/html'),
  },
  {
    name: 'compression-missing',
    group: 'content',
    points: 1,
    operators: 'It names a browser and loads a page without offering gzip.',
    citizens: 'Your browser did not offer to receive compressed pages.',
    holds: (seen) => isLikeAPage(seen) && !encodings(seen).includes('gzip'),
  },
  {
    name: 'compression-old',
    group: 'content',
    points: 1,
    operators: 'It names a browser that offers Brotli over HTTPS, and offers gzip alone.',
    citizens: 'Your browser lacks a way of compression that its version has.',
    holds: (seen) => {
      const { isSecure, userAgent } = seen
      const isDue = isSecure && userAgent.version >= (BROTLI_SINCE[userAgent.family] ?? Infinity)
      const offered = encodings(seen)
      return isDue && isLikeAPage(seen) && offered.includes('gzip') && !/\bbr\b/.test(offered)
    },
  },
]
