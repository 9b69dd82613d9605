import { LANGUAGES } from '../../model/index.ts'
import { ALTERNATIVES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Checks that the language for who reads none of those offered is one of them. */
export function checkLanguages(root: Place, report: Report): void {
  const offered = languagesAt(root) ?? LANGUAGES
  checkFallback(root, offered, report)
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    checkFallback(site, languagesAt(site) ?? offered, report)
  }
}

function languagesAt(place: Place): readonly string[] | null {
  if (!place.children.has('languages')) return null
  return listAt(place, 'languages', ALTERNATIVES_MAX).map(({ value }) => String(value))
}

function checkFallback(owner: Place, offered: readonly string[], report: Report): void {
  const fallback = textAt(owner, 'fallbackLanguage')
  const place = owner.children.get('fallbackLanguage')
  // What is no language of ours at all, the shape has spoken of.
  const isKnown = LANGUAGES.some((language) => language === fallback)
  if (!isKnown || place === undefined || offered.includes(fallback ?? '')) return
  report.error(place.offset, {
    code: 'PAART_FALLBACK_LANGUAGE',
    message: `${quote(fallback)} is none of the languages of the pages`,
    hint: `they speak: ${offered.join(', ')}`,
  })
}
