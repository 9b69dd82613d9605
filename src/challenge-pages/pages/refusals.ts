import { Fixed } from '../wire/index.ts'
import { type Frame, fixedAround, secondsShown } from './frame.ts'
import { KEPT_CONTENT_SECURITY_POLICY } from './headers.ts'
import { escapeHtml, fillHoles, heading, paragraph } from './html.ts'
import { createKeptNote } from './kept/index.ts'
import { buttonFor, claimForm } from './page-form.ts'
import { type Texts } from './texts/index.ts'
import {
  type DeniedPage,
  type DonePage,
  type ErrorPage,
  type KeptForm,
  type LimitPage,
  type Page,
} from './types.ts'

/**
 * Builds the page of a limit: nobody did anything wrong, and how long to wait. The script counts the
 * seconds down; only the end of the wait is announced, in a region of its own.
 */
export function createLimitPage(frame: Frame): (page: LimitPage) => Page {
  const { texts, openWithSmallScript, close } = frame
  const note = createKeptNote(frame, 'roomNote')
  const opening = openWithSmallScript(texts.limitTitle)
  const [start, end] = fixedAround(
    `${heading(texts.limitTitle)}${paragraph(texts.limitBody)}` +
      `<p class="note" id="wait" data-over="${escapeHtml(texts.limitOver)}">${fillHoles(texts.limitWait, { n: '<strong>{n}</strong>' })}</p>` +
      '<p id="status" class="unseen" role="status"></p>',
    'n',
  )
  const retry = new Fixed(retryLink(texts))
  const send = new Fixed(sendButton(texts, 'retry'))
  const [backStart, backEnd] = fixedAround(backToForm(texts), 'steps')
  return ({
    stepsBack = 0,
    retryAfterSeconds,
    wayToken,
    reference,
    offersCode = false,
    kept = null,
  }) => {
    const back = stepsBack > 0 ? [backStart, String(stepsBack), backEnd] : [retry]
    return close({
      opening,
      ...(kept === null ? { wayToken } : claiming(kept)),
      main: [
        start,
        secondsShown(retryAfterSeconds),
        end,
        ...(kept === null ? back : [...note(kept, reference), send]),
      ],
      help: offersCode ? 'code' : 'plain',
      reference,
    })
  }
}

/** What makes a page one that sends a kept form. */
function claiming(
  kept: KeptForm,
): Pick<Parameters<Frame['close']>[0], 'form' | 'wayToken' | 'contentSecurityPolicy'> {
  return {
    form: claimForm(kept, null),
    wayToken: null,
    contentSecurityPolicy: KEPT_CONTENT_SECURITY_POLICY,
  }
}

function sendButton(texts: Texts, id: string): string {
  return `<p class="actions"><button class="main" id="${id}"${buttonFor({ door: 'none' }, 'claim')}>${escapeHtml(texts.keptSend)}</button></p>`
}

/** Builds the page of a refusal: we may be wrong, and the reference that lets us find out. */
export function createDeniedPage({ texts, open, close }: Frame): (page: DeniedPage) => Page {
  const opening = open(texts.deniedTitle, false)
  const start = new Fixed(
    `${heading(texts.deniedTitle)}${paragraph(texts.deniedBody)}<p class="note"><bdi dir="ltr" class="reference">`,
  )
  return ({ wayToken, reference, offersCode = false }) =>
    close({
      opening,
      wayToken,
      main: [start, `${reference}</bdi></p>`],
      help: offersCode ? 'code' : 'plain',
      reference,
    })
}

/** Builds the page after the slow door let a challenged submission's sender in. */
export function createDonePage(frame: Frame): (page: DonePage) => Page {
  const { texts, open, openWithSmallScript, close } = frame
  const opening = openWithSmallScript(texts.stateDone)
  const openingForKept = open(texts.stateDone, true)
  const [start, end] = fixedAround(heading(texts.stateDone) + backToForm(texts), 'steps')
  const keptTitle = new Fixed(heading(texts.stateDone))
  const note = createKeptNote(frame)
  const send = new Fixed(sendButton(texts, 'go-on'))
  return ({ wayToken, reference, stepsBack, kept = null }) => {
    if (kept === null) {
      const main = [start, String(stepsBack), end]
      return close({ opening, wayToken, main, reference, isOpen: true })
    }
    return close({
      opening: openingForKept,
      ...claiming(kept),
      main: [keptTitle, ...note(kept, reference), send],
      reference,
      isOpen: true,
    })
  }
}

interface Prebuilt {
  readonly opening: Fixed
  readonly main: Fixed
}

/** What an error page says, and whether to try again makes sense. */
interface ErrorWords {
  readonly title: string
  readonly body: string
  readonly mayRetry: boolean
}

/** In plain words, by status, whose side an error is on and what can be done. */
export function errorWords(texts: Texts): (status: number) => ErrorWords {
  const ours = { title: texts.oursTitle, body: texts.oursBody, mayRetry: true }
  const unreadable = {
    title: texts.unreadableTitle,
    body: texts.unreadableBody,
    mayRetry: false,
  }
  const byStatus: ReadonlyMap<number, ErrorWords> = new Map([
    [404, { title: texts.missingTitle, body: texts.missingBody, mayRetry: false }],
    [413, { title: texts.tooLargeTitle, body: texts.tooLargeBody, mayRetry: false }],
    [431, { title: texts.headersTooLargeTitle, body: texts.headersTooLargeBody, mayRetry: true }],
    // The client asked for an HTTP version that does not exist: not our side.
    [505, unreadable],
  ])
  return (status) => byStatus.get(status) ?? (status >= 500 ? ours : unreadable)
}

/** Builds the pages of errors; each kind once, when it is first needed. */
export function createErrorPage({ texts, open, close }: Frame): (page: ErrorPage) => Page {
  const retry = retryLink(texts)
  const wordsOf = errorWords(texts)
  const built = new Map<ErrorWords, Prebuilt>()
  const build = (words: ErrorWords): Prebuilt => {
    const { title, body, mayRetry } = words
    const main = new Fixed(heading(title) + paragraph(body) + (mayRetry ? retry : ''))
    const page = { opening: open(title, false), main }
    built.set(words, page)
    return page
  }
  return ({ status, wayToken, reference }) => {
    const words = wordsOf(status)
    const { opening, main } = built.get(words) ?? build(words)
    return close({ opening, wayToken, main: [main], reference })
  }
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
