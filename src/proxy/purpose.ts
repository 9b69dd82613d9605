import { type Purpose } from '../model/index.ts'
import { isPreflight } from './preflight.ts'

/**
 * Whether a request loads a page into a tab, asks leave for a cross-origin request, or is anything
 * else. Browsers say so (Fetch Metadata); where none of its headers is sent, a request that wants
 * HTML and was not made by a script counts as loading a page.
 */
export function purposeOf(method: string, header: (name: string) => string | undefined): Purpose {
  if (isPreflight(method, header)) return 'preflight'
  const mode = header('sec-fetch-mode')
  const destination = header('sec-fetch-dest')
  const isDescribed = (mode ?? destination ?? header('sec-fetch-site')) !== undefined
  const isNavigation = isDescribed
    ? mode === 'navigate' && destination === 'document'
    : looksLikeNavigation(method, header)
  return isNavigation ? 'navigation' : 'other'
}

/** For browsers from before Fetch Metadata (Safari before 16.4, Android 8). */
function looksLikeNavigation(
  method: string,
  header: (name: string) => string | undefined,
): boolean {
  const isPageMethod = method === 'GET' || method === 'HEAD' || method === 'POST'
  const wantsHtml = header('accept')?.includes('text/html') ?? false
  return isPageMethod && wantsHtml && header('x-requested-with') === undefined
}
