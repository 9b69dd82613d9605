import { type Page, pageHeaders } from '../challenge-pages/index.ts'
import { type Language } from '../model/index.ts'

/** The headers of a page that is not given in place of a backend's answer. */
export function pageHeadersOfOwn(page: Page, language: Language): readonly string[] {
  return [...pageHeaders(language), 'Content-Security-Policy', page.contentSecurityPolicy]
}
