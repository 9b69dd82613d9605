import { type LegalBasis } from '../../model/index.ts'
import { ABOUT_PATH, ABOUT_TEXTS, MINE_PATH } from './about/index.ts'
import { type Frame } from './frame.ts'
import {
  code,
  escapeHtml,
  fillHoles,
  heading,
  item,
  list,
  namesIn,
  paragraph,
  subheading,
} from './html.ts'
import { type PageLanguage, type Texts, baseOf } from './texts/index.ts'
import { FORGET_PATH, type Page, type PagesSite, type PrivacyPage } from './types.ts'

/** Builds the page that tells what is processed, why and for how long, and who answers for it. */
export function createPrivacyPage(frame: Frame, site: PagesSite): (page: PrivacyPage) => Page {
  const { texts, language, open, close } = frame
  const opening = open(texts.privacyTitle, false)
  const before = heading(texts.privacyTitle) + paragraph(texts.privacyBody) + who(texts, site)
  const log = logUse(texts, site, language)
  const after = basisOf(texts, site.privacy.legalBasis)
  const rights =
    subheading(texts.rightsHeading) +
    paragraph(texts.privacyRights) +
    paragraph(texts.objectRight) +
    paragraph(texts.decisionBody) +
    paragraph(texts.voluntaryBody)
  return (page) => {
    const main =
      before +
      subheading(texts.processedHeading) +
      list(
        processed(texts, language, page) +
          shared(texts, page) +
          item(texts.logTerm, log) +
          kept(frame, page) +
          after,
      ) +
      subheading(texts.cookiesHeading) +
      list(cookies(texts, language, page)) +
      rights +
      links(language, page)
    return close({ opening, wayToken: page.wayToken, main: [main], reference: null })
  }
}

/** Where somebody sees what is held of the own cookie, and what comes of all checks. */
function links(language: PageLanguage, { tellsFigures = false }: PrivacyPage): string {
  const { mineLink, aboutLink } = ABOUT_TEXTS[baseOf(language)]
  return link(MINE_PATH, mineLink) + (tellsFigures ? link(ABOUT_PATH, aboutLink) : '')
}

function link(path: string, text: string): string {
  return `<p class="links"><a href="${path}">${escapeHtml(text)}</a></p>`
}

/** Of the operator, what the operator told: nothing stands where nothing was told. */
function who(texts: Texts, { contact, privacy }: PagesSite): string {
  const told: readonly (readonly [term: string, words: string | null])[] = [
    [texts.controllerTerm, contact.controller],
    [texts.dpoTerm, contact.dpo],
    [texts.authorityTerm, privacy.authority],
  ]
  const items = told.map(([term, words]) => (words === null ? '' : item(term, ownWords(words))))
  const known = items.join('')
  return known === '' ? '' : subheading(texts.responsibleHeading) + list(known)
}

/** In whatever language the operator wrote; an e-mail address can be written to. */
function ownWords(text: string): string {
  const shown = `<bdi>${escapeHtml(text)}</bdi>`
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(text)
    ? `<a href="mailto:${escapeHtml(text)}">${shown}</a>`
    : shown
}

function processed(texts: Texts, language: PageLanguage, { passCookie }: PrivacyPage): string {
  const renewed = durationIn(language, passCookie.renewedSecondsMax)
  return (
    item(texts.addressTerm, escapeHtml(texts.addressUse)) +
    item(texts.browserTerm, escapeHtml(texts.browserUse)) +
    item(texts.calculationTerm, escapeHtml(texts.calculationUse)) +
    item(texts.countsTerm, fillHoles(texts.countsUse, { renewed }))
  )
}

function logUse(texts: Texts, { privacy }: PagesSite, language: PageLanguage): string {
  const seconds = privacy.logRetentionSeconds
  const long =
    seconds === null
      ? escapeHtml(texts.logKeptUntold)
      : fillHoles(texts.logKept, { retention: durationIn(language, seconds) })
  return `${escapeHtml(texts.logUse)} ${long}`
}

/** Not a word of it where challenged forms are not kept. */
function kept({ texts, language }: Frame, { keptCookie, mayDelete = false }: PrivacyPage): string {
  if (keptCookie === null) return ''
  const long = durationIn(language, keptCookie.formSeconds)
  const button = mayDelete ? deletion(texts) : ''
  return item(texts.formTerm, fillHoles(texts.formUse, { kept: long }) + button)
}

/** Not a word of it where passes of one site count on no other. */
function shared(texts: Texts, { sharedWith = { from: [], to: [] } }: PrivacyPage): string {
  const told: readonly (readonly [text: string, names: readonly string[]])[] = [
    [texts.sharedUse, sharedWith.from],
    [texts.handedUse, sharedWith.to],
  ]
  const said = told.filter(([, names]) => names.length > 0)
  if (said.length === 0) return ''
  const words = said.map(([text, names]) => fillHoles(text, { sites: namesIn(names) }))
  return item(texts.sharedTerm, words.join(' '))
}

function deletion(texts: Texts): string {
  return (
    `<form action="${FORGET_PATH}" method="post"><input type="hidden" name="all" value="1">` +
    `<p class="actions"><button>${escapeHtml(texts.keptDelete)}</button></p></form>`
  )
}

function basisOf(texts: Texts, basis: LegalBasis | null): string {
  if (basis === null) return ''
  if (basis.kind === 'own') return item(texts.basisTerm, ownWords(basis.text))
  const named = {
    'public-task': texts.basisPublicTask,
    'legal-obligation': texts.basisLegalObligation,
    'legitimate-interests': texts.basisLegitimateInterests,
  }[basis.basis]
  return item(texts.basisTerm, escapeHtml(named))
}

function cookies(texts: Texts, language: PageLanguage, page: PrivacyPage): string {
  const { passCookie, languageCookie, keptCookie, placeCookie = null, askCookie = null } = page
  const { graceSeconds } = passCookie
  const passLifetime = fillHoles(texts.passLifetime, {
    lifetime: durationIn(language, passCookie.lifetimeSeconds),
    renewed: durationIn(language, passCookie.renewedSecondsMax),
  })
  const grace = { grace: durationIn(language, graceSeconds) }
  const passGrace = graceSeconds === 0 ? '' : ` ${fillHoles(texts.passGrace, grace)}`
  const plain = (purpose: string, { name, lifetimeSeconds }: typeof languageCookie): string => {
    const lifetime = durationIn(language, lifetimeSeconds)
    return cookie(name, purpose, fillHoles(texts.cookieLifetime, { lifetime }))
  }
  return (
    cookie(passCookie.name, texts.passPurpose, passLifetime + passGrace) +
    plain(texts.languagePurpose, languageCookie) +
    (keptCookie === null ? '' : plain(texts.keptPurpose, keptCookie)) +
    (placeCookie === null ? '' : plain(texts.placePurpose, placeCookie)) +
    (askCookie === null ? '' : plain(texts.askPurpose, askCookie))
  )
}

function cookie(name: string, purpose: string, lifetime: string): string {
  return `<dt>${code(name)}</dt><dd>${escapeHtml(purpose)} ${lifetime}</dd>`
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
