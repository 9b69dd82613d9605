import { type Page, type PageLanguage, pageHeaders } from '../../challenge-pages/index.ts'

/** The headers of a page that is not given in place of a backend's answer. */
export function pageHeadersOfOwn(page: Page, language: PageLanguage): readonly string[] {
  return [...pageHeaders(language), 'Content-Security-Policy', page.contentSecurityPolicy]
}
