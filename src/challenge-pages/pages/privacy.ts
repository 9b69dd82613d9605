import { type Language } from '../../model/index.ts'
import { type Frame } from './frame.ts'
import { escapeHtml, fillHoles } from './html.ts'
import { type Page, type PrivacyPage } from './types.ts'

/** Builds the page that tells what the gate keeps: two cookies at most, and no address. */
export function createPrivacyPage(frame: Frame): (page: PrivacyPage) => Page {
  const { texts, language, open, close } = frame
  const opening = open(texts.privacyTitle, false)
  const before =
    `<h1>${escapeHtml(texts.privacyTitle)}</h1><p>${escapeHtml(texts.privacyBody)}</p>` +
    `<p>${escapeHtml(texts.privacyAddress)}</p><h2>${escapeHtml(texts.cookiesHeading)}</h2><dl>`
  return ({ wayToken, passCookie, languageCookie }) => {
    const passLifetime = fillHoles(texts.passLifetime, {
      lifetime: durationIn(language, passCookie.lifetimeSeconds),
      renewed: durationIn(language, passCookie.renewedSecondsMax),
    })
    const languageLifetime = fillHoles(texts.languageLifetime, {
      lifetime: durationIn(language, languageCookie.lifetimeSeconds),
    })
    const main =
      before +
      `<dt><code>${escapeHtml(passCookie.name)}</code></dt>` +
      `<dd>${escapeHtml(texts.passPurpose)} ${passLifetime}</dd>` +
      `<dt><code>${escapeHtml(languageCookie.name)}</code></dt>` +
      `<dd>${escapeHtml(texts.languagePurpose)} ${languageLifetime}</dd></dl>`
    return close({ opening, wayToken, main, reference: null })
  }
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
function durationIn(language: Language, seconds: number): string {
  const fitting = UNITS.find(([unit, size]) => {
    const isEnough = unit === 'year' || unit === 'second' || seconds > size
    return isEnough && seconds >= size && seconds % size === 0
  })
  const [unit, size] = fitting ?? (['second', 1] as const)
  const inWords = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return escapeHtml(inWords.format(Math.floor(seconds / size)))
}
