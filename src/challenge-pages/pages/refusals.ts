import { type Frame, secondsShown } from './frame.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { type Texts } from './texts/index.ts'
import {
  type DeniedPage,
  type DonePage,
  type ErrorPage,
  type LimitPage,
  type Page,
} from './types.ts'

/**
 * Builds the page of a limit: nobody did anything wrong, and how long to wait. The script counts the
 * seconds down; only the end of the wait is announced, in a region of its own.
 */
export function createLimitPage({
  texts,
  openWithSmallScript,
  close,
}: Frame): (page: LimitPage) => Page {
  const opening = openWithSmallScript(texts.limitTitle)
  const [start, end] = splitAtHole(
    `${heading(texts.limitTitle)}${paragraph(texts.limitBody)}` +
      `<p class="note" id="wait" data-over="${escapeHtml(texts.limitOver)}">${fillHoles(texts.limitWait, { n: '<strong>{n}</strong>' })}</p>` +
      '<p id="status" class="unseen" role="status"></p>',
    'n',
  )
  const retry = retryLink(texts)
  const [backStart, backEnd] = splitAtHole(backToForm(texts), 'steps')
  return ({ stepsBack = 0, retryAfterSeconds, wayToken, reference, offersCode = false }) =>
    close({
      opening,
      wayToken,
      main:
        start +
        secondsShown(retryAfterSeconds) +
        end +
        (stepsBack > 0 ? backStart + String(stepsBack) + backEnd : retry),
      help: offersCode ? 'code' : 'plain',
      reference,
    })
}

/** Builds the page of a refusal: we may be wrong, and the reference that lets us find out. */
export function createDeniedPage({ texts, open, close }: Frame): (page: DeniedPage) => Page {
  const opening = open(texts.deniedTitle, false)
  const start = `${heading(texts.deniedTitle)}${paragraph(texts.deniedBody)}<p class="note"><bdi dir="ltr" class="reference">`
  return ({ wayToken, reference, offersCode = false }) =>
    close({
      opening,
      wayToken,
      main: `${start}${reference}</bdi></p>`,
      help: offersCode ? 'code' : 'plain',
      reference,
    })
}

/** Builds the page after the slow door let a challenged submission's sender in. */
export function createDonePage({
  texts,
  openWithSmallScript,
  close,
}: Frame): (page: DonePage) => Page {
  const opening = openWithSmallScript(texts.stateDone)
  const [start, end] = splitAtHole(heading(texts.stateDone) + backToForm(texts), 'steps')
  return ({ wayToken, reference, stepsBack }) =>
    close({ opening, wayToken, main: start + String(stepsBack) + end, reference, isOpen: true })
}

interface Prebuilt {
  readonly opening: string
  readonly main: string
}

/** Builds the pages of errors: in plain words, whose side it is on and what can be done. */
export function createErrorPage({ texts, open, close }: Frame): (page: ErrorPage) => Page {
  const build = (title: string, body: string, action: string): Prebuilt => ({
    opening: open(title, false),
    main: heading(title) + paragraph(body) + action,
  })
  const retry = retryLink(texts)
  const ours = build(texts.oursTitle, texts.oursBody, retry)
  const unreadable = build(texts.unreadableTitle, texts.unreadableBody, '')
  const byStatus: ReadonlyMap<number, Prebuilt> = new Map([
    [404, build(texts.missingTitle, texts.missingBody, '')],
    [413, build(texts.tooLargeTitle, texts.tooLargeBody, '')],
    [431, build(texts.headersTooLargeTitle, texts.headersTooLargeBody, retry)],
    // The client asked for an HTTP version that does not exist: not our side.
    [505, unreadable],
  ])
  return ({ status, wayToken, reference }) => {
    const { opening, main } = byStatus.get(status) ?? (status >= 500 ? ours : unreadable)
    return close({ opening, wayToken, main, reference })
  }
}

function heading(title: string): string {
  return `<h1>${escapeHtml(title)}</h1>`
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}

/** A link to the page itself: a press of one's own, never a timer. */
function retryLink(texts: Texts): string {
  return `<p class="actions"><a class="button main" id="retry" href="">${escapeHtml(texts.retryButton)}</a></p>`
}

/** The hint serves without a script; the script puts a button in its place. */
function backToForm(texts: Texts): string {
  return (
    `<p class="note">${escapeHtml(texts.formDone)}</p>${paragraph(texts.formCheckEntries)}` +
    `<p class="actions" id="back" data-steps-back="{steps}" data-label="${escapeHtml(texts.backButton)}">${escapeHtml(texts.backHint)}</p>`
  )
}
