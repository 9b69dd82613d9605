import { html, type Markup } from './markup.ts'
import { type Received } from './received.ts'

/** What differs from page to page. */
export interface Page {
  readonly title: string
  readonly main: Markup
  /** Path of the page's own script. */
  readonly script?: string
}

const LINKS = [
  { path: '/', text: 'Home' },
  { path: '/inquiries/1', text: 'Take part' },
  { path: '/items', text: 'Procedures' },
  { path: '/search', text: 'Search' },
  { path: '/account', text: 'My account' },
] as const

/** Writes a whole HTML document around a page. */
export function renderPage(page: Page, received: Received): string {
  const script = page.script === undefined ? '' : html`<script src="${page.script}" defer></script>`
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} – Public Inquiries Office</title>
        <link rel="icon" href="/assets/emblem.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/portal.css" />
        ${script}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="band">
          <a class="brand" href="/"
            ><img src="/assets/emblem.svg" alt="" width="44" height="44" />
            <span>Public Inquiries Office<small>Demonstration portal</small></span></a
          >
          <nav aria-label="Main">
            <ul>
              ${LINKS.map(renderLink)}
            </ul>
          </nav>
        </header>
        <main id="main">
          <h1>${page.title}</h1>
          ${page.main}
        </main>
        <footer>
          ${renderReceived(received)}
          <p class="imprint">A demonstration application. Nothing sent here is kept.</p>
        </footer>
      </body>
    </html> `.text
}

function renderLink({ path, text }: { readonly path: string; readonly text: string }): Markup {
  return html`<li><a href="${path}">${text}</a></li>`
}

/** The foot of every page: request line, cookies and header fields as they arrived here. */
function renderReceived(received: Received): Markup {
  return html`<section class="received" aria-labelledby="received">
    <h2 id="received">What this application received</h2>
    <p>
      <code id="received-line">${received.method} ${received.target} HTTP/${received.version}</code>
    </p>
    ${renderPairs('Cookies', received.cookies)} ${renderPairs('Header fields', received.headers)}
  </section>`
}

/** A table of names and values. */
export function renderPairs(
  caption: string,
  pairs: readonly (readonly [name: string, value: string])[],
): Markup {
  if (pairs.length === 0) return html`<p>${caption}: none</p>`
  const rows = pairs.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr>`,
  )
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}
