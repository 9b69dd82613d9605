import { Fixed } from '../wire/index.ts'
import { type Frame } from './frame.ts'
import { escapeHtml, heading } from './html.ts'
import { type CookiesPage, type Page } from './types.ts'

/**
 * Builds the page for a browser that was given a pass and does not show it. Every door hands out a cookie,
 * so none is offered: only people can help, and another try once cookies are on.
 */
export function createCookiesPage({ texts, open, close }: Frame): (page: CookiesPage) => Page {
  const opening = open(texts.noCookieTitle, false)
  const start = new Fixed(
    `${heading(texts.noCookieTitle)}<p class="note">${escapeHtml(texts.cookiesBlocked)}</p>` +
      '<p class="actions"><a class="button main" href="',
  )
  const end = new Fixed(`">${escapeHtml(texts.retryButton)}</a></p>`)
  return ({ way, wayToken, reference }) =>
    close({ opening, wayToken, main: [start, escapeHtml(way), end], reference })
}
