import { type PageTools } from './dress.ts'
import { MadePage, fixedAround, head, referenceLine, secondsShown } from './frame.ts'
import { FRAMED_CONTENT_SECURITY_POLICY } from './headers.ts'
import { byOpening, phoneLine } from './help.ts'
import { escapeHtml, heading, paragraph } from './html.ts'
import { errorWords } from './refusals.ts'
import { type PageLanguage, TEXTS, type Texts } from './texts/index.ts'
import { type FramedPage, type Page, type PagesSite } from './types.ts'

/**
 * Builds the small page in a frame of the site's own page: what happened, one way out of the frame, the
 * telephone number and the reference. It has no script and no form: what is to be done is done in the
 * whole window, where everybody sees whose address it is.
 */
export function createFramedPage(
  { brandName, contact }: PagesSite,
  language: PageLanguage,
  { stylePath, nowMs }: PageTools,
): (page: FramedPage) => Page {
  const texts = TEXTS[language]
  const wordsOf = framedWords(texts)
  const brand = escapeHtml(brandName)
  const phone = byOpening(contact, nowMs, (closed) => {
    return `<p class="help">${phoneLine(contact, { texts, closed })}</p>`
  })
  // The hole is looked for in our own words alone: a site may be called anything.
  const ending = `${referenceLine(texts)}</main></body></html>\n`
  const [beforeReference, afterReference] = fixedAround(ending, 'ref')
  return (page) => {
    const { title, body, mayRetry } = wordsOf(page)
    const start =
      head(language, { title, brand, stylePath }) +
      `</head><body class="framed"><main>${heading(title)}` +
      (body === '' ? '' : paragraph(body)) +
      linksOf(texts, page, mayRetry) +
      phone()
    const pieces = [start, beforeReference, page.reference, afterReference]
    return new MadePage(pieces, FRAMED_CONTENT_SECURITY_POLICY)
  }
}

interface Words {
  readonly title: string
  readonly body: string
  readonly mayRetry: boolean
}

/** What is said in few words; whoever wants more opens the whole page. */
function framedWords(texts: Texts): (page: FramedPage) => Words {
  const [checkTitle = ''] = texts.checkTitle.split(' – ', 1)
  const errorOf = errorWords(texts)
  return ({ told, status, isForm, retryAfterSeconds, awaitsTurn = false }) => {
    switch (told) {
      case 'challenge':
        return {
          title: checkTitle,
          body: isForm ? texts.formNotSent : texts.framedCheck,
          mayRetry: false,
        }
      case 'limit': {
        if (awaitsTurn) return { title: texts.roomTitle, body: '', mayRetry: true }
        const body = texts.limitWait.replace('{n}', secondsShown(retryAfterSeconds))
        return { title: texts.limitTitle, body, mayRetry: true }
      }
      case 'deny':
        return { title: texts.deniedTitle, body: '', mayRetry: false }
      case 'error':
        return errorOf(status)
    }
  }
}

/**
 * One link out of the frame: to the check, else to the whole page that says the same and has every way to
 * get help. A form that was sent into a frame cannot be loaded again.
 */
function linksOf(texts: Texts, { check, isForm }: FramedPage, mayRetry: boolean): string {
  if (check !== null) {
    return link(`class="button main" target="_top" href="${escapeHtml(check)}"`, texts.framedLink)
  }
  if (isForm) return ''
  const whole = link('target="_top" href=""', texts.framedWholeLink)
  return mayRetry ? link('class="button main" href=""', texts.retryButton) + whole : whole
}

function link(attributes: string, text: string): string {
  return `<p class="actions"><a ${attributes}>${escapeHtml(text)}</a></p>`
}
