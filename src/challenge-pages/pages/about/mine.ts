import { type Frame } from '../frame.ts'
import {
  escapeHtml,
  fillHoles,
  heading,
  item,
  list,
  namesIn,
  paragraph,
  subheading,
} from '../html.ts'
import { baseOf } from '../texts/index.ts'
import { type Page } from '../types.ts'
import { type Numbers, createNumbers } from './numbers.ts'
import { ABOUT_TEXTS, type AboutTexts } from './texts/index.ts'
import { type HeldPass, MINE_PATH, type MinePage } from './types.ts'

/** Builds the page that tells the holder of a pass what is held of it, and lets it be deleted (GDPR, Art. 15 and 17). */
export function createMinePage(frame: Frame): (page: MinePage) => Page {
  const { language, open, close } = frame
  const texts = ABOUT_TEXTS[baseOf(language)]
  const numbers = createNumbers(language)
  const opening = open(texts.mineTitle, false)
  return ({ wayToken, state }) => {
    const main = heading(texts.mineTitle) + body(state, texts, numbers)
    return close({ opening, wayToken, main: [main], reference: null })
  }
}

function body(state: MinePage['state'], texts: AboutTexts, numbers: Numbers): string {
  switch (state.kind) {
    case 'none':
      return paragraph(texts.mineNone)
    case 'deleted':
      return note(texts.deleted)
    case 'later':
    case 'held': {
      const { pass, token } = state
      const before = state.kind === 'later' ? note(texts.deleteLater) : ''
      const held = paragraph(texts.mineBody) + list(rows(pass, texts, numbers).join(''))
      return before + held + deletion(pass, { texts, numbers, token })
    }
  }
}

function note(text: string): string {
  return `<p class="note" role="status">${escapeHtml(text)}</p>`
}

function rows(pass: HeldPass, texts: AboutTexts, numbers: Numbers): readonly string[] {
  const { used, max } = pass.requests
  const level = {
    waited: texts.levelWaited,
    worked: texts.levelWorked,
    vouched: texts.levelVouched,
  }[pass.clearance]
  const until = { until: numbers.moment(pass.untilMs), last: numbers.moment(pass.lastMs) }
  const requests = {
    used: numbers.count(used),
    max: numbers.count(max),
    left: numbers.count(Math.max(0, max - used)),
  }
  const networks = { n: numbers.count(pass.networks) }
  return [
    item(texts.levelTerm, escapeHtml(level)),
    item(texts.provedTerm, numbers.moment(pass.provedAtMs)),
    item(texts.untilTerm, fillHoles(texts.untilValue, until)),
    item(texts.sitesTerm, namesIn(pass.sites)),
    ...(pass.via === null ? [] : [item(texts.viaTerm, namesIn([pass.via]))]),
    item(texts.requestsTerm, fillHoles(texts.requestsValue, requests)),
    item(texts.networksTerm, fillHoles(texts.networksValue, networks)),
    item(texts.marksTerm, escapeHtml(texts.marksValue)),
    item(texts.nameTerm, `<bdi dir="ltr" class="reference">${escapeHtml(pass.name)}</bdi>`),
  ]
}

function deletion(
  { forgottenMs }: HeldPass,
  {
    texts,
    numbers,
    token,
  }: { readonly texts: AboutTexts; readonly numbers: Numbers; readonly token: string },
): string {
  return (
    subheading(texts.deleteHeading) +
    `<p>${fillHoles(texts.deleteBody, { last: numbers.moment(forgottenMs) })}</p>` +
    `<form action="${MINE_PATH}" method="post"><input type="hidden" name="token" value="${token}">` +
    `<p class="actions"><button>${escapeHtml(texts.deleteButton)}</button></p></form>`
  )
}
