import { Fixed, type Piece } from '../../wire/index.ts'
import { type Frame } from '../frame.ts'
import { KEPT_CONTENT_SECURITY_POLICY } from '../headers.ts'
import { escapeHtml, fillHoles, heading, paragraph } from '../html.ts'
import { createKeptNote, createTimes } from '../kept/index.ts'
import { buttonFor, claimForm } from '../page-form.ts'
import { type Texts } from '../texts/index.ts'
import { type Page, type RoomPage } from '../types.ts'
import { createRoomNews } from './news.ts'

/** Where the script of a waiting page asks. */
export const PLACE_PATH = '/.paart/place'

/** What waits: somebody who asked for a page, a form that is kept here, or one that is not. */
type Errand = 'page' | 'kept' | 'form'

/**
 * Builds the page of who waits for a turn. It works by a press, whenever one likes (WCAG 2.2.1, F40, F41: nothing
 * is loaded by itself); its script asks meanwhile, and says in a region of its own when the turn has come.
 */
export function createRoomPage(frame: Frame): (page: RoomPage) => Page {
  const { texts, language, openWithSmallScript, close } = frame
  const beginning = (title: string, body: string): { opening: Fixed; start: Fixed } => ({
    opening: openWithSmallScript(title),
    start: new Fixed(heading(title) + body),
  })
  const waiting = beginning(texts.roomTitle, paragraph(texts.roomBody))
  const over = beginning(texts.roomStateTurn, '')
  const notes = notesOf(frame)
  const waits = waitOf(frame)
  const full = new Fixed(`<p class="note">${escapeHtml(texts.roomFull)}</p>`)
  const buttons = actionsOf(texts)
  const deletion = actions(
    `<button${buttonFor({ door: 'delete' }, 'claim')}>${escapeHtml(texts.keptDelete)}</button>`,
  )
  const lasting = createTimes(language).lasting
  return (page) => {
    const { kept, wait, reference } = page
    const { opening, start } = wait === 'turn' ? over : waiting
    const errand = errandOf(page)
    const place = fillHoles(texts.roomPlace, { time: escapeHtml(lasting(page.takeSeconds)) })
    return close({
      opening,
      ...(kept === null
        ? { wayToken: errand === 'form' ? null : page.wayToken }
        : {
            form: claimForm(kept, null),
            wayToken: null,
            contentSecurityPolicy: KEPT_CONTENT_SECURITY_POLICY,
          }),
      main: [
        start,
        ...notes(page),
        ...(wait === null ? [full] : waits(page, errand)),
        ...buttons(page, errand),
        wait === null || wait === 'turn' ? '' : `<p>${place}</p>`,
        ...(kept === null ? [] : [deletion]),
      ],
      reference,
    })
  }
}

function errandOf({ kept, stepsBack }: RoomPage): Errand {
  if (kept !== null) return 'kept'
  return stepsBack > 0 ? 'form' : 'page'
}

/** What is said of a form. */
function notesOf(frame: Frame): (page: RoomPage) => readonly Piece[] {
  const note = createKeptNote(frame, 'roomNote')
  const notSent = new Fixed(`<p class="note">${escapeHtml(frame.texts.roomFormNotSent)}</p>`)
  return ({ kept, stepsBack, reference }) => {
    if (kept !== null) return note(kept, reference)
    return stepsBack > 0 ? [notSent] : []
  }
}

const TURN: Readonly<Record<Errand, keyof Texts>> = {
  page: 'roomTurn',
  kept: 'roomTurnForm',
  form: 'roomTurnBack',
}

/** The wait, with all that the script says in its place. */
function waitOf(frame: Frame): (page: RoomPage, errand: Errand) => readonly Piece[] {
  const { texts, language } = frame
  const { lasting } = createTimes(language)
  const newsOf = createRoomNews(frame)
  return ({ wait, takeSeconds, askPath, askAgainSeconds }, errand) => {
    if (wait === null) return []
    const turn = texts[TURN[errand]].replace('{time}', lasting(takeSeconds))
    if (wait === 'turn') return [`<p class="note">${escapeHtml(turn)}</p>`]
    const news = newsOf(wait)
    const ask = `${PLACE_PATH}?${askPath}&language=${language}`
    return [
      `<div class="note" id="room" data-ask="${escapeHtml(ask)}" data-seconds="${askAgainSeconds}"` +
        ` data-turn="${escapeHtml(turn)}" data-title="${escapeHtml(texts.roomStateTurn)}"` +
        ` data-auto="${escapeHtml(texts.roomAuto)}">` +
        `<p id="turn" role="status"></p>` +
        `<p id="before">${escapeHtml(news.before)}</p><p id="time">${escapeHtml(news.time)}</p></div>`,
    ]
  }
}

/** One press: to look again, or to go on where it is the turn; else back to where the form is. */
function actionsOf(texts: Texts): (page: RoomPage, errand: Errand) => readonly Piece[] {
  const link = (now: string): string =>
    `<a class="button main" id="look" href="" data-turn="${escapeHtml(texts.continueButton)}">${escapeHtml(now)}</a>`
  const button = (now: string): string =>
    `<button class="main" id="look" data-turn="${escapeHtml(texts.keptSend)}"${buttonFor({ door: 'none' }, 'claim')}>${escapeHtml(now)}</button>`
  const waiting = {
    page: actions(link(texts.roomButton)),
    kept: actions(button(texts.roomFormButton)),
  }
  const over = {
    page: actions(link(texts.continueButton)),
    kept: actions(button(texts.keptSend)),
  }
  return ({ stepsBack, wait }, errand) => {
    if (errand !== 'form') return [(wait === 'turn' ? over : waiting)[errand]]
    return [
      `<p class="actions" id="back" data-steps-back="${stepsBack}" data-label="${escapeHtml(texts.backButton)}">${escapeHtml(texts.backHint)}</p>`,
    ]
  }
}

function actions(html: string): Fixed {
  return new Fixed(`<p class="actions">${html}</p>`)
}
