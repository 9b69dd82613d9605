import {
  CONTRAST_NEEDED,
  contrastOnPages,
  darkEnough,
  isColour,
} from '../../challenge-pages/index.ts'
import { SITES_MAX } from '../schema/bounds.ts'
import { type Surroundings, fileAt } from '../files/file-read.ts'
import { kindOfLogo } from '../files/logo.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** What each colour is for, and the rule it must keep. */
const RULES = {
  color: 'text needs 4.5 (WCAG 1.4.3)',
  accent: 'what adorns needs 3 (WCAG 1.4.11)',
} as const

/** Checks that everybody can read a site's colours, and that its logo is a picture. */
export function checkBrands(root: Place, report: Report, around: Surroundings): void {
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    const brand = site.children.get('brand')
    if (brand === undefined) continue
    checkColour(brand, 'color', report)
    checkColour(brand, 'accent', report)
    const logo = brand.children.get('logo')
    if (typeof logo?.value !== 'string') continue
    const kind = kindOfLogo(fileAt(logo.value, around))
    if (!('problem' in kind)) continue
    const message = `the file ${quote(logo.value)} ${kind.problem}`
    report.error(logo.offset, { code: 'PAART_LOGO', message })
  }
}

function checkColour(brand: Place, key: keyof typeof RULES, report: Report): void {
  const place = brand.children.get(key)
  if (typeof place?.value !== 'string' || !isColour(place.value)) return
  const ratio = contrastOnPages(key, place.value)
  if (ratio >= CONTRAST_NEEDED[key]) return
  // Cut, not rounded: 4.49 is not 4.5.
  const shown = (Math.floor(ratio * 10) / 10).toFixed(1)
  report.error(place.offset, {
    code: 'PAART_CONTRAST',
    message: `${quote(place.value)} has a contrast of ${shown} to the page: ${RULES[key]}`,
    hint: `${quote(darkEnough(key, place.value))} is the nearest darker one that has it`,
  })
}

/** Warns where nothing but words says whose service it is: anybody can write those. */
export function warnOfLogos(root: Place, report: Report): void {
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    const brand = site.children.get('brand')
    if (brand?.children.has('logo') === true) continue
    report.warn(brand?.keyOffset ?? site.keyOffset, {
      code: 'PAART_NO_LOGO',
      message: 'the pages of this site have no logo: nothing else says whose service it is',
      hint: 'brand: { logo: logo.svg }, an SVG or PNG that people know from the service',
    })
  }
}
