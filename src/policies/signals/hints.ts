import { type UserAgent } from '../../model/index.ts'
import { type HeaderSignal, type Seen } from './seen.ts'

/** The first version that sends client hints with every page (User-Agent Client Hints, WICG). */
const HINTS_SINCE = 90

/** Since then the platform is among what is always sent. */
const ALL_HINTS_SINCE = 95

const HINTS = ['sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform']

/** An app on a phone that shows pages and calls itself by a name of its own loses them. */
const DESKTOPS: ReadonlySet<string> = new Set(['windows', 'mac', 'linux'])

/** A reason for the check by itself. */
const HINTS_POINTS = 6

const CHROMIUM = '"Chromium";v="'

/** Of a version; browsers are far from the fifth. */
const DIGITS_MAX = 4

/** What a platform of the User-Agent is called in Sec-CH-UA-Platform. */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  windows: ['"Windows"'],
  android: ['"Android"'],
  mac: ['"macOS"'],
  linux: ['"Linux"', '"Chrome OS"', '"Chromium OS"'],
}

/** The version of Chromium in the hints: other brands of one browser count for themselves. */
function hintedVersion({ value }: Seen): number {
  const hints = value('sec-ch-ua')
  const at = hints?.indexOf(CHROMIUM) ?? -1
  if (hints === undefined || at < 0) return 0
  const from = at + CHROMIUM.length
  return Number.parseInt(hints.slice(from, from + DIGITS_MAX), 10) || 0
}

function hintsSent({ value }: Seen): number {
  return HINTS.filter((name) => value(name) !== undefined).length
}

function isBlink({ claimsBrowser, userAgent }: Seen): boolean {
  return claimsBrowser && userAgent.family === 'blink'
}

function namesPlatform({ platform }: UserAgent, hint: string): boolean {
  return PLATFORMS[platform]?.includes(hint) ?? true
}

/** What Chromium says about itself beside the User-Agent. */
export const HINT_SIGNALS: readonly HeaderSignal[] = [
  {
    name: 'hints-missing',
    group: 'metadata',
    points: HINTS_POINTS,
    operators:
      'It names Chromium on a desktop, loads a page over HTTPS and sends no client hints (Sec-CH-UA).',
    citizens: 'Your browser says that it is Chrome and leaves out what Chrome always sends.',
    holds(seen) {
      const { userAgent, isSecure, destination } = seen
      const isDue = isBlink(seen) && userAgent.version >= HINTS_SINCE && !userAgent.isWebView
      const isSent = isDue && DESKTOPS.has(userAgent.platform)
      return isSent && isSecure && destination === 'document' && hintsSent(seen) === 0
    },
  },
  {
    name: 'hints-partial',
    group: 'metadata',
    points: HINTS_POINTS,
    operators: 'It names Chromium and sends some of Sec-CH-UA, -Mobile and -Platform with a page.',
    citizens: 'Your browser sent only a part of what belongs together.',
    holds(seen) {
      const isDue = isBlink(seen) && seen.userAgent.version >= ALL_HINTS_SINCE
      const sent = isDue && seen.destination === 'document' ? hintsSent(seen) : 0
      return sent > 0 && sent < HINTS.length
    },
  },
  {
    name: 'hints-of-another',
    group: 'metadata',
    points: 3,
    operators: 'It sends the client hints of Chromium and names another browser.',
    citizens: 'Your browser says that it is one browser and behaves like another.',
    holds: (seen) => seen.claimsBrowser && !isBlink(seen) && hintedVersion(seen) > 0,
  },
  {
    name: 'hints-version',
    group: 'metadata',
    points: 2,
    operators: 'User-Agent and Sec-CH-UA name different versions of Chromium.',
    citizens: 'Your browser names two different versions of itself.',
    holds(seen) {
      const hinted = hintedVersion(seen)
      return isBlink(seen) && hinted > 0 && hinted !== seen.userAgent.version
    },
  },
  {
    name: 'hints-mobile',
    group: 'metadata',
    points: 1,
    operators: 'User-Agent and Sec-CH-UA-Mobile disagree on whether it is a phone.',
    citizens: 'Your browser says both that it is a phone and that it is none.',
    holds(seen) {
      const hint = seen.value('sec-ch-ua-mobile')
      return isBlink(seen) && hint !== undefined && (hint === '?1') !== seen.userAgent.isMobile
    },
  },
  {
    name: 'hints-platform',
    group: 'metadata',
    points: 1,
    operators: 'User-Agent and Sec-CH-UA-Platform name different systems.',
    citizens: 'Your browser names two different systems.',
    holds(seen) {
      const hint = seen.value('sec-ch-ua-platform')
      return isBlink(seen) && hint !== undefined && !namesPlatform(seen.userAgent, hint)
    },
  },
]
