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
  'whyCalculation',
  'formDone',
  'formCheckEntries',
  'fileHere',
  'leaveButton',
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
  const [short, promise] = halvesOf(texts.checkTitle)
  const silent = {
    opening: frame.open(short, true),
    heading: `<h1>${escapeHtml(short)}</h1>`,
  }
  const parts = partsOf(texts, promise)
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

/** What stands before the dash of a title is the window's title too. */
function halvesOf(title: string): readonly [short: string, rest: string] {
  const [short = title, rest = ''] = title.split(' – ', 2)
  return [short, rest]
}

function beginning(
  frame: Frame,
  { title, withScript }: { readonly title: string; readonly withScript: boolean },
): Beginning {
  const [short, rest] = halvesOf(title)
  return {
    opening: frame.open(short, withScript),
    heading:
      `<h1>${escapeHtml(short)}<span class="unseen">${escapeHtml(' – ')}</span>` +
      `<span class="promise">${escapeHtml(rest)}</span></h1>`,
  }
}

/** Whatever is only true where the script runs is left to the script: text browsers show what is hidden. */
function partsOf(texts: Texts, promise: string): Parts {
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
      `" data-texts='${scriptTexts(texts, promise)}'>` +
      '<p id="line" class="line" aria-hidden="true" hidden></p>' +
      `<progress id="bar" max="100" value="0" aria-label="${escapeHtml(texts.progressLabel)}" hidden></progress>` +
      '<p id="status" class="unseen" role="status"></p>' +
      '<p class="actions" id="actions"></p></div>',
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
function scriptTexts(texts: Texts, promise: string): string {
  const spoken = JSON.stringify({ ...texts, promise }, [...SPOKEN_BY_SCRIPT, 'promise'])
  // In single quotes the many double ones of JSON need not be written as references.
  return escapeHtml(spoken).replaceAll('&quot;', '"')
}

function details(texts: Texts, withScript: boolean): string {
  const calculation = withScript ? ' <span id="calculation"></span>' : ''
  return (
    `<details><summary>${escapeHtml(texts.whyHeading)}</summary>` +
    `<p>${escapeHtml(texts.whyBots)}${calculation} ${escapeHtml(texts.whyNoPuzzle)}</p></details>` +
    `<details><summary>${escapeHtml(texts.storedHeading)}</summary>` +
    `<p>${escapeHtml(texts.privacyBody)}</p></details>`
  )
}
