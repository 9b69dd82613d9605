import { type Frame } from './frame.ts'
import { escapeHtml, fillHoles } from './html.ts'
import { type PageLanguage, baseOf } from './texts/index.ts'
import { type Page, type PrivacyPage } from './types.ts'

/** Builds the page that tells what the gate keeps: two cookies at most, and no address. */
export function createPrivacyPage(frame: Frame): (page: PrivacyPage) => Page {
  const { texts, language, open, close } = frame
  const opening = open(texts.privacyTitle, false)
  const before =
    `<h1>${escapeHtml(texts.privacyTitle)}</h1><p>${escapeHtml(texts.privacyBody)}</p>` +
    `<h2>${escapeHtml(texts.processedHeading)}</h2><dl>` +
    item(escapeHtml(texts.addressTerm), escapeHtml(texts.addressUse)) +
    item(escapeHtml(texts.calculationTerm), escapeHtml(texts.calculationUse)) +
    item(escapeHtml(texts.logTerm), escapeHtml(texts.logUse)) +
    `</dl><h2>${escapeHtml(texts.cookiesHeading)}</h2><dl>`
  const after = `</dl><p>${escapeHtml(texts.privacyRights)}</p>`
  return ({ wayToken, passCookie, languageCookie }) => {
    const { lifetimeSeconds, renewedSecondsMax, graceSeconds } = passCookie
    const passLifetime = fillHoles(texts.passLifetime, {
      lifetime: durationIn(language, lifetimeSeconds),
      renewed: durationIn(language, renewedSecondsMax),
    })
    const grace = { grace: durationIn(language, graceSeconds) }
    const passGrace = graceSeconds === 0 ? '' : ` ${fillHoles(texts.passGrace, grace)}`
    const languageLifetime = fillHoles(texts.languageLifetime, {
      lifetime: durationIn(language, languageCookie.lifetimeSeconds),
    })
    const main =
      before +
      item(code(passCookie.name), `${escapeHtml(texts.passPurpose)} ${passLifetime}${passGrace}`) +
      item(code(languageCookie.name), `${escapeHtml(texts.languagePurpose)} ${languageLifetime}`) +
      after
    return close({ opening, wayToken, main: [main], reference: null })
  }
}

function item(term: string, description: string): string {
  return `<dt>${term}</dt><dd>${description}</dd>`
}

function code(name: string): string {
  return `<bdi dir="ltr"><code>${escapeHtml(name)}</code></bdi>`
}

/** Largest first; a year counts as 365 days, as cookie lifetimes do. */
const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/**
 * A lifetime in words, as HTML, in the largest unit that says it exactly and of which there is more than
 * one: 24 hours rather than 1 day. Plurals are the language's own (CLDR).
 */
function durationIn(language: PageLanguage, seconds: number): string {
  const fitting = UNITS.find(([unit, size]) => {
    const isEnough = unit === 'year' || unit === 'second' || seconds > size
    return isEnough && seconds >= size && seconds % size === 0
  })
  const [unit, size] = fitting ?? (['second', 1] as const)
  const inWords = new Intl.NumberFormat(baseOf(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  })
  return escapeHtml(inWords.format(Math.floor(seconds / size)))
}
