import { type Figure } from '../../../model/index.ts'
import { type Frame } from '../frame.ts'
import { escapeHtml, fillHoles, heading, item, list, paragraph, subheading } from '../html.ts'
import { baseOf } from '../texts/index.ts'
import { type Page } from '../types.ts'
import { type Numbers, createNumbers } from './numbers.ts'
import { ABOUT_TEXTS, type AboutTexts } from './texts/index.ts'
import { type AboutPage, MINE_PATH, STATISTICS_PATH } from './types.ts'

/** Builds the page that tells everybody what is checked, why, and what came of it. */
export function createAboutPage(frame: Frame): (page: AboutPage) => Page {
  const { brand, language, open, close } = frame
  const texts = ABOUT_TEXTS[baseOf(language)]
  const numbers = createNumbers(language)
  const opening = open(texts.aboutTitle, false)
  const start =
    heading(texts.aboutTitle) +
    `<p>${fillHoles(texts.aboutWhy, { service: `<bdi>${brand}</bdi>` })}</p>` +
    subheading(texts.whatHeading)
  const weeks =
    subheading(texts.weeksHeading) +
    `<p class="links">${escapeHtml(texts.weeksBody)} <a href="${STATISTICS_PATH}"><bdi dir="ltr">statistics.json</bdi></a></p>`
  const mine = link(MINE_PATH, texts.mineLink)
  return (page) => {
    const main =
      start +
      checked(texts, page, numbers) +
      subheading(texts.figuresHeading) +
      figures(texts, page, numbers) +
      weeks +
      mine
    return close({ opening, wayToken: page.wayToken, main: [main], reference: null })
  }
}

function checked(
  texts: AboutTexts,
  { asks, waitSeconds, offersCode }: AboutPage,
  { seconds }: Numbers,
): string {
  const asksNobody = !asks.always && !asks.sometimes
  return [
    asks.always ? paragraph(texts.asksAlways) : '',
    asks.sometimes ? paragraph(texts.asksSometimes) : '',
    asksNobody ? paragraph(texts.asksNever) : paragraph(texts.silentDoor),
    waitSeconds === null
      ? ''
      : `<p>${fillHoles(texts.slowDoor, { wait: seconds(waitSeconds) })}</p>`,
    offersCode ? paragraph(texts.codeDoor) : '',
    paragraph(texts.limits),
    paragraph(texts.readsNothing),
  ].join('')
}

/** What is told of each figure besides its number, in the order of the page. */
const ROWS: readonly (readonly [
  figure: Figure,
  term: keyof AboutTexts,
  note?: keyof AboutTexts,
])[] = [
  ['silent', 'silentTerm'],
  ['slow', 'slowTerm'],
  ['human', 'humanTerm'],
  ['shared', 'sharedTerm'],
  ['notPassed', 'notPassedTerm', 'notPassedNote'],
  ['returned', 'returnedTerm', 'returnedNote'],
  ['agents', 'agentsTerm'],
  ['unproven', 'unprovenTerm', 'unprovenNote'],
  ['limited', 'limitedTerm'],
  ['denied', 'deniedTerm'],
  ['passedOn', 'passedOnTerm', 'passedOnNote'],
  ['complaints', 'complaintsTerm'],
]

function figures(texts: AboutTexts, page: AboutPage, numbers: Numbers): string {
  const told = page.figures
  if (told === null) return paragraph(texts.figuresNone)
  const few = escapeHtml(texts.few)
  const number = (count: number | null): string => (count === null ? few : numbers.count(count))
  const rows = ROWS.filter(([figure]) => isTold(figure, page)).map(([figure, term, note]) => {
    const more = note === undefined ? '' : ` – ${texts[note]}`
    return item(texts[term], number(told.counts[figure]) + escapeHtml(more))
  })
  const { halfWithinSeconds } = told
  const half =
    halfWithinSeconds === null
      ? []
      : [
          item(
            texts.halfTerm,
            fillHoles(texts.halfValue, { seconds: numbers.seconds(halfWithinSeconds) }),
          ),
        ]
  const period = fillHoles(texts.figuresPeriod, {
    from: numbers.day(told.from),
    to: numbers.day(told.to),
    days: numbers.count(told.daysCounted),
  })
  return (
    `<p>${period}</p>${paragraph(texts.figuresRounded)}` +
    list([item(texts.metTerm, number(told.met)), ...half, ...rows].join(''))
  )
}

/** Of what cannot be here, and of what nobody notes, not a word is said. */
function isTold(figure: Figure, { sharesPasses, notesComplaints }: AboutPage): boolean {
  if (figure === 'shared') return sharesPasses
  return figure !== 'complaints' || notesComplaints
}

function link(path: string, text: string): string {
  return `<p class="links"><a href="${path}">${escapeHtml(text)}</a></p>`
}
