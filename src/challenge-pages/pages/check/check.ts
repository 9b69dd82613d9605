import { Fixed, type Piece } from '../../wire/index.ts'
import { idOfClaim } from '../../claim/index.ts'
import { type Frame, fixedAround } from '../frame.ts'
import {
  CHECK_CONTENT_SECURITY_POLICY,
  KEPT_CHECK_CONTENT_SECURITY_POLICY,
  PLAIN_CHECK_CONTENT_SECURITY_POLICY,
} from '../headers.ts'
import { escapeHtml, heading, jsonAttribute, paragraph, subheading } from '../html.ts'
import { type KeptNote, createKeptNote } from '../kept/index.ts'
import { LANGUAGE_PATH } from '../language-switch.ts'
import { createSlowDoor } from './slow-door.ts'
import { type PageForm, buttonFor, claimForm, ownForm } from '../page-form.ts'
import { type Texts } from '../texts/index.ts'
import { type CheckPage, type Page } from '../types.ts'

/** Where the script puts its seconds; no text has it otherwise. */
const SECONDS_PLACE = '#'

const WAIT_PATH = '/.paart/wait'

/** What a check is for: a page, a submission that is sent again after it, or one that is kept. */
type Errand = 'page' | 'form' | 'kept'

const SPOKEN_ALWAYS: readonly (keyof Texts)[] = [
  'progressStart',
  'progressSlow',
  'offline',
  'stateRunning',
  'stateDone',
  'stateStopped',
  'whyCalculation',
  'retryButton',
]

const SPOKEN_ON: Readonly<Record<Errand, readonly (keyof Texts)[]>> = {
  page: [
    'done',
    'doneStay',
    'cameBack',
    'continueButton',
    'stayButton',
    'cookiesBlocked',
    'fileHere',
    'leaveButton',
  ],
  form: [
    'formDone',
    'formCheckEntries',
    'backButton',
    'formAgain',
    'formAgainAsked',
    'formReload',
    'cookiesBlocked',
  ],
  kept: ['keptSending', 'keptReady', 'keptSend', 'stayButton', 'keptUnmatched'],
}

/** Builds the check page of one language: each door is a block that is there or not. */
export function createCheckPage(frame: Frame): (page: CheckPage) => Page {
  const { texts } = frame
  const starts = startsOf(frame)
  const script = scriptsOf(frame)
  const parts = partsOf(texts)
  const note = createKeptNote(frame)
  const slowDoor = createSlowDoor(texts)
  return (page) => {
    const { hasSilent, hasSlow } = page
    const errand = errandOf(page)
    const start = errand === 'page' && !hasSilent ? starts.button : starts[errand]
    const form = formOf(page)
    return frame.close({
      opening: start.opening,
      form,
      wayToken: null,
      help: page.offersCode === true ? 'code' : 'plain',
      main: [
        start.heading,
        ...noteOf(page, note, parts),
        ...(hasSilent ? script(errand, page) : []),
        ...slowDoor(page, form.spelling),
        ...(hasSilent && !hasSlow ? [parts.noScriptAlone] : []),
        ...(errand === 'kept' ? [parts.deletion] : []),
        whyOf(page, parts),
      ],
      reference: page.reference,
      contentSecurityPolicy: policyOf(errand, page),
    })
  }
}

/** Browsers that hold `form-action` against redirections would not leave for a site that is reached by http. */
function policyOf(errand: Errand, { ask = null }: CheckPage): string {
  if (errand === 'kept') return KEPT_CHECK_CONTENT_SECURITY_POLICY
  return ask?.isPlain === true ? PLAIN_CHECK_CONTENT_SECURITY_POLICY : CHECK_CONTENT_SECURITY_POLICY
}

function errandOf({ kept = null, stepsBack }: CheckPage): Errand {
  if (kept !== null) return 'kept'
  return stepsBack > 0 ? 'form' : 'page'
}

function formOf({ kept = null, hasSlow, token }: CheckPage): PageForm {
  if (kept !== null) return claimForm(kept, token)
  return ownForm(hasSlow ? WAIT_PATH : LANGUAGE_PATH, token)
}

/** What the page says of a submission. */
function noteOf(page: CheckPage, note: KeptNote, parts: Parts): readonly Piece[] {
  const { kept = null, unkept = null, stepsBack, reference, fromElsewhere = false } = page
  const { isWayCut = false } = page
  if (kept !== null) return note(kept, reference)
  if (fromElsewhere) return [parts.fromElsewhere]
  if (stepsBack === 0) return isWayCut ? [parts.addressLong] : []
  if (unkept === null) return [parts.formNotSent]
  if (unkept.why === 'full') return [parts.formFull]
  return [parts.formLarge[0], String(unkept.mebibytes), parts.formLarge[1]]
}

/** What is bought beyond a limit has a reason of its own. */
function whyOf({ hasSilent, order = null }: CheckPage, parts: Parts): Fixed {
  const { why, whyOrder } = parts
  if (!hasSilent) return order === null ? parts.whyWithoutScript : parts.whyOrderWithoutScript
  return order === null ? why : whyOrder
}

interface Beginning {
  readonly opening: Fixed
  readonly heading: Fixed
}

/**
 * What stands before the dash of a title is the window's title too; what follows it on a page that works by
 * itself is only true while its script does, and is left to that.
 */
function startsOf({ open, texts }: Frame): Readonly<Record<Errand | 'button', Beginning>> {
  const beginning = (title: string, withScript: boolean): Beginning => {
    const [short, rest] = halvesOf(title)
    return {
      opening: open(short, withScript),
      heading: new Fixed(
        `<h1>${escapeHtml(short)}<span class="unseen">${escapeHtml(' – ')}</span>` +
          `<span class="promise">${escapeHtml(rest)}</span></h1>`,
      ),
    }
  }
  const [short] = halvesOf(texts.checkTitle)
  return {
    page: {
      opening: open(short, true),
      heading: new Fixed(heading(short)),
    },
    button: beginning(texts.checkTitleForButton, false),
    form: beginning(texts.checkTitleForForm, true),
    kept: beginning(texts.checkTitleForKept, true),
  }
}

function halvesOf(title: string): readonly [short: string, rest: string] {
  const [short = title, rest = ''] = title.split(' – ', 2)
  return [short, rest]
}

/** The block that the script works in, by what the check is for and by the doors beside it. */
function scriptsOf({
  texts,
}: Frame): (errand: Errand, page: CheckPage) => readonly [string, Fixed] {
  const [, promise] = halvesOf(texts.checkTitle)
  const made = new Map<string, Fixed>()
  // Where a form comes from another site, it would come without the cookie again.
  const elsewhere = { ...texts, formDone: texts.formFromElsewhere, formCheckEntries: '' }
  return (errand, page) => {
    const { hasSlow, fromElsewhere = false, order = null } = page
    const isOrder = order !== null
    const key = `${errand} ${hasSlow} ${fromElsewhere} ${isOrder}`
    const spoken = fromElsewhere ? elsewhere : texts
    const how = { errand, hasSlow, isOrder, promise }
    const rest = made.get(key) ?? new Fixed(scriptRest(spoken, how))
    made.set(key, rest)
    return [`<div id="check"${attributesOf(page)}`, rest]
  }
}

/** What the script is to know of this page alone. */
function attributesOf(page: CheckPage): string {
  const { stepsBack, unkept = null, kept = null, order = null, ask = null } = page
  const back = stepsBack === 0 ? '' : ` data-steps-back="${stepsBack}"`
  const again = unkept === null || unkept.isForeign ? '' : ' data-again=""'
  const claimed = kept === null ? '' : ` data-kept="${idOfClaim(kept.claim)}"`
  const ordered = order === null ? '' : ` data-order="?${escapeHtml(order)}"`
  const asks = ask?.byItself === true ? ' data-ask=""' : ''
  return back + again + claimed + ordered + asks
}

function scriptRest(
  texts: Texts,
  how: {
    readonly errand: Errand
    readonly hasSlow: boolean
    readonly isOrder: boolean
    readonly promise: string
  },
): string {
  const spoken: Record<string, string> = {}
  for (const key of [...SPOKEN_ALWAYS, ...SPOKEN_ON[how.errand]]) spoken[key] = texts[key]
  spoken['failed'] = how.hasSlow ? texts.failed : texts.failedAlone
  if (how.errand === 'page') spoken['promise'] = how.promise
  // It is left where it takes long.
  if (how.isOrder) {
    spoken['progressSlow'] = texts.progressStart
    spoken['orderTooLong'] = texts.orderTooLong.replace('{n}', SECONDS_PLACE)
  }
  return (
    ` data-texts='${jsonAttribute(spoken)}'>` +
    '<p id="line" class="line" aria-hidden="true" hidden></p>' +
    `<progress id="bar" max="100" value="0" aria-label="${escapeHtml(texts.progressLabel)}" hidden></progress>` +
    '<p id="status" class="unseen" role="status"></p>' +
    '<p class="actions" id="actions"></p></div>'
  )
}

type Around = readonly [Fixed, Fixed]

function unsent(text: string): string {
  return `<p class="note" id="unsent">${text}</p>`
}

/** What is built once. */
interface Parts {
  readonly whyOrder: Fixed
  readonly whyOrderWithoutScript: Fixed
  readonly addressLong: Fixed
  readonly formNotSent: Fixed
  readonly fromElsewhere: Fixed
  readonly formFull: Fixed
  readonly formLarge: Around
  readonly deletion: Fixed
  readonly noScriptAlone: Fixed
  readonly why: Fixed
  readonly whyWithoutScript: Fixed
}

function partsOf(texts: Texts): Parts {
  return {
    whyOrder: new Fixed(whyDetails(texts, texts.orderNote, true)),
    whyOrderWithoutScript: new Fixed(whyDetails(texts, texts.orderNote, false)),
    addressLong: new Fixed(`<p class="note">${escapeHtml(texts.addressLong)}</p>`),
    formNotSent: new Fixed(unsent(escapeHtml(texts.formNotSent))),
    fromElsewhere: new Fixed(unsent(escapeHtml(texts.formFromElsewhere))),
    formFull: new Fixed(unsent(escapeHtml(texts.formFull))),
    formLarge: fixedAround(unsent(escapeHtml(texts.formLarge)), 'n'),
    deletion: new Fixed(
      `<p class="actions" id="delete"><button${buttonFor({ door: 'delete' }, 'claim')}>${escapeHtml(texts.keptDelete)}</button></p>`,
    ),
    noScriptAlone: new Fixed(
      `<noscript>${subheading(texts.noScriptHeading)}${paragraph(texts.noScriptAlone)}</noscript>`,
    ),
    why: new Fixed(details(texts, true)),
    whyWithoutScript: new Fixed(details(texts, false)),
  }
}

/**
 * Where something is bought beyond a limit the first block has a reason of its own, and stands alone: the page would be too
 * heavy with both, and leads to what is stored like every other.
 */
function details(texts: Texts, withScript: boolean): string {
  return (
    whyDetails(texts, texts.whyBots, withScript) +
    `<details><summary>${escapeHtml(texts.storedHeading)}</summary>` +
    `<p>${escapeHtml(texts.privacyBody)}</p></details>`
  )
}

function whyDetails(texts: Texts, why: string, withScript: boolean): string {
  const calculation = withScript ? ' <span id="calculation"></span>' : ''
  return (
    `<details><summary>${escapeHtml(texts.whyHeading)}</summary>` +
    `<p>${escapeHtml(why)}${calculation} ${escapeHtml(texts.whyNoPuzzle)}</p></details>`
  )
}
