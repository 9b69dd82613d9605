import { Fixed } from '../../wire/index.ts'
import { type Frame } from '../frame.ts'
import { KEPT_CONTENT_SECURITY_POLICY } from '../headers.ts'
import { escapeHtml, heading } from '../html.ts'
import { type Page, type SendPage } from '../types.ts'

/** Where the hop page is served: `Pages.send` by GET, to everybody. */
export const SEND_PATH = '/.paart/send'

/**
 * Builds the hop: a page that posts the tab's claim while it loads, so that neither it nor the check stays
 * in the tab's history. Where the answer is a download or none at all the page stays: it has words then.
 */
export function createSendPage({ texts, open, close }: Frame): (page: SendPage) => Page {
  const opening = open(texts.sendTitle, true)
  const main = new Fixed(
    `${heading(texts.sendTitle)}<div id="send" data-none="${escapeHtml(texts.sendNone)}">` +
      `<noscript><p class="note">${escapeHtml(texts.noScriptAlone)}</p></noscript>` +
      `<div id="sent" hidden><p role="status">${escapeHtml(texts.sendBody)}</p>` +
      `<p class="actions" id="back" data-steps-back="1" data-label="${escapeHtml(texts.backButton)}">${escapeHtml(texts.backHint)}</p></div></div>`,
  )
  return () =>
    close({
      opening,
      wayToken: null,
      main: [main],
      reference: null,
      contentSecurityPolicy: KEPT_CONTENT_SECURITY_POLICY,
    })
}
