import { SITES_MAX } from '../schema/bounds.ts'
import { type Place, listAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** What Article 13 of the GDPR asks an operator to tell, by the map that it stands in. */
const ASKED = {
  contact: ['controller', 'dpo'],
  privacy: ['logRetention', 'legalBasis', 'authority'],
} as const

/** Warns of what the privacy page will have to leave out. */
export function warnOfPrivacy(root: Place, report: Report): void {
  warn(root, ['contact', 'privacy'], report)
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    if (site.children.has('contact')) warn(site, ['contact'], report)
  }
}

/** In one warning, at who helps: none of it stops anything, and all of it is one person's to find out. */
function warn(owner: Place, maps: readonly (keyof typeof ASKED)[], report: Report): void {
  const place = owner.children.get('contact')
  const missing = maps.flatMap((map) => {
    const written = owner.children.get(map)?.children
    return ASKED[map].filter((key) => written?.has(key) !== true).map((key) => `${map}.${key}`)
  })
  if (place === undefined || missing.length === 0) return
  report.warn(place.keyOffset, {
    code: 'PAART_PRIVACY',
    message: `the privacy page lacks what GDPR Art. 13 asks for: ${missing.join(', ')}`,
    hint: 'your data protection officer knows what belongs there',
  })
}
