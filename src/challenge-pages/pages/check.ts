import { type Frame, secondsShown } from './frame.ts'
import { CHECK_CONTENT_SECURITY_POLICY } from './headers.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { type Texts } from './texts/index.ts'
import { type CheckPage, type Page } from './types.ts'

const SPOKEN_BY_SCRIPT: readonly (keyof Texts)[] = [
  'progressStart',
  'progressSlow',
  'offline',
  'done',
  'doneStay',
  'cameBack',
  'failed',
  'failedAlone',
  'continueButton',
  'stayButton',
  'retryButton',
  'backButton',
  'cookiesBlocked',
  'stateRunning',
  'stateDone',
  'stateStopped',
  'formDone',
  'formCheckEntries',
]

/** What is built once: where a token stands, the text is split. */
interface Parts {
  readonly scriptStart: string
  readonly scriptEnd: string
  readonly slowStart: string
  readonly slowEnd: string
  readonly slowOpenStart: string
  readonly pressAgainStart: string
  readonly pressAgainEnd: string
  readonly cookiesBlocked: string
  readonly formNotSent: string
  readonly noScriptAlone: string
}

/** Builds the check page of one language: each door is a block that is there or not. */
export function createCheckPage(frame: Frame): (page: CheckPage) => Page {
  const { texts } = frame
  const parts = partsOf(frame)
  const silent = beginning(frame, { title: texts.checkTitle, withScript: true })
  const button = beginning(frame, { title: texts.checkTitleForButton, withScript: false })
  const form = beginning(frame, { title: texts.checkTitleForForm, withScript: true })
  const why = details(texts, true)
  const whyWithoutScript = details(texts, false)
  return (page) => {
    const { silentToken, slowToken, stepsBack, reference } = page
    const hasSilent = silentToken !== null
    const start = stepsBack > 0 ? form : hasSilent ? silent : button
    return frame.close({
      opening: start.opening,
      wayToken: slowToken ?? silentToken,
      help: page.offersCode === true ? 'code' : 'plain',
      main:
        start.heading +
        (stepsBack > 0 ? parts.formNotSent : '') +
        (page.cookiesBlocked === true ? parts.cookiesBlocked : '') +
        (hasSilent
          ? `${parts.scriptStart}${silentToken}" data-steps-back="${stepsBack}${parts.scriptEnd}`
          : '') +
        slowDoor(page, parts) +
        (hasSilent && slowToken === null ? parts.noScriptAlone : '') +
        (hasSilent ? why : whyWithoutScript),
      reference,
      contentSecurityPolicy: CHECK_CONTENT_SECURITY_POLICY,
    })
  }
}

function slowDoor(page: CheckPage, parts: Parts): string {
  const { slowToken, pressAgainInSeconds = null } = page
  if (slowToken === null) return ''
  if (pressAgainInSeconds !== null) {
    const notice = parts.pressAgainStart + secondsShown(pressAgainInSeconds) + parts.pressAgainEnd
    return notice + parts.slowOpenStart + slowToken + parts.slowEnd
  }
  const isOpen = page.silentToken === null || page.cookiesBlocked === true
  return (isOpen ? parts.slowOpenStart : parts.slowStart) + slowToken + parts.slowEnd
}

interface Beginning {
  readonly opening: string
  readonly heading: string
}

/** What follows the dash of a title is left out of the window's title. */
function beginning(
  frame: Frame,
  { title, withScript }: { readonly title: string; readonly withScript: boolean },
): Beginning {
  const [short = title, promise = ''] = title.split(' – ', 2)
  // Only the promise that nothing need be done is untrue without a script; the style hides it then.
  const isPromise = title === frame.texts.checkTitle
  return {
    opening: frame.open(short, withScript),
    heading:
      `<h1>${escapeHtml(short)}<span${isPromise ? ' class="scripted"' : ''}>` +
      `<span class="unseen">${escapeHtml(' – ')}</span>` +
      `<span class="promise">${escapeHtml(promise)}</span></span></h1>`,
  }
}

function partsOf({ texts }: Frame): Parts {
  const [pressAgainStart, pressAgainEnd] = splitAtHole(
    `<p class="note">${fillHoles(texts.pressAgain, { n: '<strong>{n}</strong>' })}</p>`,
    'n',
  )
  const [formStart, slowEnd] = splitAtHole(
    ' action="/.paart/wait" method="post">' +
      `<noscript><h2>${escapeHtml(texts.noScriptHeading)}</h2><p>${escapeHtml(texts.noScriptReassurance)}</p></noscript>` +
      `<p>${escapeHtml(texts.slowBody)}</p><input type="hidden" name="token" value="{token}">` +
      `<button class="main">${escapeHtml(texts.slowButton)}</button></form>`,
    'token',
  )
  return {
    scriptStart: '<div id="check" data-token="',
    scriptEnd:
      `" data-texts='${scriptTexts(texts)}'>` +
      '<p id="line" class="line" aria-hidden="true" hidden></p>' +
      `<progress id="bar" max="100" value="0" aria-label="${escapeHtml(texts.progressLabel)}" hidden></progress>` +
      '<p id="status" class="unseen" role="status"></p>' +
      '<p class="actions"><button type="button" id="go" hidden></button></p></div>',
    slowStart: `<form id="slow" class="slow"${formStart}`,
    slowOpenStart: `<form id="slow" class="slow open"${formStart}`,
    slowEnd,
    pressAgainStart,
    pressAgainEnd,
    cookiesBlocked: `<p class="note" id="blocked">${escapeHtml(texts.cookiesBlocked)}</p>`,
    formNotSent: `<p class="note" id="unsent">${escapeHtml(texts.formNotSent)}</p>`,
    noScriptAlone: `<noscript><h2>${escapeHtml(texts.noScriptHeading)}</h2><p>${escapeHtml(texts.noScriptAlone)}</p></noscript>`,
  }
}

/** What the script says, as JSON in an attribute: the page has no inline script. */
function scriptTexts(texts: Texts): string {
  // In single quotes the many double ones of JSON need not be written as references.
  return escapeHtml(JSON.stringify(texts, [...SPOKEN_BY_SCRIPT])).replaceAll('&quot;', '"')
}

function details(texts: Texts, withScript: boolean): string {
  const calculation = withScript
    ? ` <span class="scripted">${escapeHtml(texts.whyCalculation)}</span>`
    : ''
  return (
    `<details><summary>${escapeHtml(texts.whyHeading)}</summary>` +
    `<p>${escapeHtml(texts.whyBots)}${calculation} ${escapeHtml(texts.whyNoPuzzle)}</p></details>` +
    `<details><summary>${escapeHtml(texts.storedHeading)}</summary>` +
    `<p>${escapeHtml(texts.privacyBody)}</p></details>`
  )
}
