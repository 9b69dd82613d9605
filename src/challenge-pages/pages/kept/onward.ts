import { Fixed } from '../../wire/index.ts'
import { type Frame } from '../frame.ts'
import { ONWARD_CONTENT_SECURITY_POLICY } from '../headers.ts'
import { escapeHtml, heading, paragraph } from '../html.ts'
import { type OnwardPage, type Page } from '../types.ts'

/** Stands for whatever site the page is of: only whether a target can be read matters. */
const ANY_BASE = 'https://any.invalid/'

/** Builds the page between another site's form and where the service leads it. */
export function createOnwardPage({ texts, open, close }: Frame): (page: OnwardPage) => Page {
  const opening = open(texts.onwardTitle, true)
  const title = new Fixed(heading(texts.onwardTitle))
  const body = new Fixed(paragraph(texts.onwardBody))
  const linkEnd = `">${escapeHtml(texts.continueButton)}</a></p>`
  return ({ target, reference }) => {
    const link = `<p class="actions"><a class="button main" id="onward" href="${escapeHtml(target)}${linkEnd}`
    return close({
      opening,
      wayToken: null,
      main: leadsToPage(target) ? [title, body, link] : [title],
      reference,
      contentSecurityPolicy: ONWARD_CONTENT_SECURITY_POLICY,
    })
  }
}

/** Browsers follow a redirection to the web alone; a link could do more (`javascript:`). */
function leadsToPage(target: string): boolean {
  const url = URL.parse(target, ANY_BASE)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}
