import { isProgram, isTextBrowser } from '../../client/index.ts'
import { type Purpose } from '../../model/index.ts'
import { namesHtml, takesHtml } from './accept.ts'
import { isPreflight } from './preflight.ts'

/**
 * Whether a request loads a page into a tab, asks leave for a cross-origin request, or is anything
 * else. Browsers say so (Fetch Metadata); where none of its headers is sent, a request that wants
 * HTML and was not made by a script or a program counts as loading a page.
 */
export function purposeOf(method: string, header: (name: string) => string | undefined): Purpose {
  if (isPreflight(method, header)) return 'preflight'
  const mode = header('sec-fetch-mode')
  const destination = header('sec-fetch-dest')
  const isDescribed = (mode ?? destination ?? header('sec-fetch-site')) !== undefined
  const isNavigation = isDescribed
    ? isNavigating(mode, destination, header)
    : looksLikeNavigation(method, header)
  return isNavigation ? 'navigation' : 'other'
}

/**
 * Who reads what stands in place of the application's answer: a person in a tab, a person in a frame of
 * one of the site's own pages, or a program (scripts, pictures, frames of other sites).
 */
export type Reader = 'tab' | 'frame' | 'program'

export function readerOf(method: string, header: (name: string) => string | undefined): Reader {
  if (purposeOf(method, header) === 'navigation') return 'tab'
  return isOwnFrame(header) ? 'frame' : 'program'
}

/**
 * Elements that show the page of a refusal (HTML standard, "process a navigate response"): `object` does
 * not, it shows what stands inside it.
 */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed'])

/** Whether a page of this origin loads something into a part of itself that may show HTML. */
function isOwnFrame(header: (name: string) => string | undefined): boolean {
  return (
    header('sec-fetch-mode') === 'navigate' &&
    FRAMES.has(header('sec-fetch-dest') ?? '') &&
    header('sec-fetch-site') === 'same-origin' &&
    namesHtml(header('accept') ?? '')
  )
}

/**
 * A service worker that passes a page on by `fetch` takes the destination away, and more where it, or
 * Firefox, makes a request of its own of it: then the mode is `same-origin`, and only what is sent
 * with pages alone still tells it from a script's fetch. A frame's page cannot be told from a tab's.
 */
function isNavigating(
  mode: string | undefined,
  destination: string | undefined,
  header: (name: string) => string | undefined,
): boolean {
  if (mode === 'navigate') return destination === 'document' || destination === 'empty'
  return (
    mode === 'same-origin' &&
    destination === 'empty' &&
    header('upgrade-insecure-requests') !== undefined &&
    namesHtml(header('accept') ?? '')
  )
}

/**
 * For browsers from before Fetch Metadata (Safari before 16.4, Android 8), for those on plain HTTP, and
 * for text browsers, some of which accept anything. A library's word for HTML is none: Java's names it
 * in every request.
 */
function looksLikeNavigation(
  method: string,
  header: (name: string) => string | undefined,
): boolean {
  const isPageMethod = method === 'GET' || method === 'HEAD' || method === 'POST'
  if (!isPageMethod) return false
  const accept = header('accept') ?? ''
  const userAgent = header('user-agent') ?? ''
  const wantsHtml = namesHtml(accept)
    ? !isProgram(userAgent)
    : isTextBrowser(userAgent) && takesHtml(accept)
  return wantsHtml && header('x-requested-with') === undefined
}
