import { type DressedAssets } from './dress.ts'
import { EMBLEM, OPEN_EMBLEM, ICONS } from './emblem.ts'
import { CONTENT_SECURITY_POLICY, withPictures } from './headers.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { languageSwitch } from './language-switch.ts'
import { type PageLanguage, TEXTS, type Texts, baseOf, isSimple } from './texts/index.ts'
import { type Page, type PagesSite } from './types.ts'

/** Where the privacy page lies. */
const PRIVACY_PATH = '/.paart/privacy'

/** Shown waits are never shorter: who tries again after less is only refused again. */
const SECONDS_SHOWN_MIN = 2

/** What differs from page to page. */
interface Content {
  /** From `open`: everything up to the header's end. */
  readonly opening: string
  readonly wayToken: string | null
  readonly main: string
  /** Null on a page that no request was stopped by. */
  readonly reference: string | null
  readonly contentSecurityPolicy?: string
  /** Whether the gate is drawn open. */
  readonly isOpen?: boolean
}

/**
 * What all pages of one site share in one language: header with the language switch, the help block
 * at the same place (WCAG 3.2.6), footer with the reference.
 */
export interface Frame {
  readonly language: PageLanguage
  readonly texts: Texts
  /** The site's name, escaped. */
  readonly brand: string
  /** A document's beginning, built once for each kind of page. `withScript` loads the script. */
  readonly open: (title: string, withScript: boolean) => string
  readonly close: (content: Content) => Page
}

/** Builds the frame once; `close` then only joins strings. */
export function createFrame(site: PagesSite, language: PageLanguage, assets: DressedAssets): Frame {
  const texts = TEXTS[language]
  const brand = escapeHtml(site.brandName)
  const [switchStart, switchEnd] = splitAtHole(languageSwitch(site, language), 'token')
  const help = `</main>${helpBlock(site, texts)}<footer>`
  const [referenceStart, referenceEnd] = splitAtHole(referenceLine(texts), 'ref')
  const ending = `<p>${footerLinks(site, texts)}</p></footer></body></html>\n`
  const policyOf = assets.logoPath === null ? (policy: string) => policy : withPictures
  return {
    language,
    texts,
    brand,
    open: (title, withScript) =>
      '<!doctype html>\n' +
      `<html lang="${baseOf(language)}" dir="${texts.direction}"${isSimple(language) ? ' class="simple"' : ''}><head><meta charset="utf-8">` +
      `<title>${escapeHtml(`${title} – `)}${brand}</title>` +
      '<meta name="viewport" content="width=device-width, initial-scale=1">' +
      '<meta name="color-scheme" content="light dark">' +
      `<link rel="stylesheet" href="${assets.stylePath}">` +
      (withScript ? `<script defer src="${assets.scriptPath}"></script>` : '') +
      `</head><body><header><p class="brand">${logo(site, assets)}<span>${brand}</span></p>`,
    close: ({ contentSecurityPolicy = CONTENT_SECURITY_POLICY, ...content }) => ({
      html:
        content.opening +
        (content.wayToken === null ? '' : switchStart + content.wayToken + switchEnd) +
        '</header><main>' +
        (content.isOpen === true ? OPEN_EMBLEM : EMBLEM) +
        content.main +
        help +
        (content.reference === null ? '' : referenceStart + content.reference + referenceEnd) +
        ending,
      contentSecurityPolicy: policyOf(contentSecurityPolicy),
    }),
  }
}

/** A wait as the pages show it: whole seconds, always a plural. */
export function secondsShown(seconds: number): string {
  return String(Math.max(SECONDS_SHOWN_MIN, Math.ceil(seconds)))
}

function logo({ brand }: PagesSite, { logoPath }: DressedAssets): string {
  if (logoPath === null) return ''
  return `<img class="logo" src="${logoPath}" alt="${escapeHtml(brand?.logo?.text ?? '')}">`
}

function footerLinks({ brand }: PagesSite, texts: Texts): string {
  const privacy = `<a href="${PRIVACY_PATH}">${escapeHtml(texts.privacyLink)}</a>`
  if (!brand?.accessibility) return privacy
  return `${privacy} <a href="${escapeHtml(brand.accessibility)}">${escapeHtml(texts.accessibilityLink)}</a>`
}

function referenceLine(texts: Texts): string {
  return `<p>${fillHoles(texts.referenceLabel, { ref: '<bdi dir="ltr" class="reference">{ref}</bdi>' })}</p>`
}

function helpBlock({ contact }: PagesSite, texts: Texts): string {
  const email = escapeHtml(contact.email)
  const phone = fillHoles(texts.helpPhone, {
    phone: `<a href="tel:${contact.phone.replace(/[^\d+]/g, '')}"><bdi dir="ltr">${escapeHtml(contact.phone)}</bdi></a>`,
    hours: `<bdi dir="ltr">${escapeHtml(contact.hours)}</bdi>`,
  })
  const mail = fillHoles(texts.helpEmail, {
    email: `<a href="mailto:${email}"><bdi dir="ltr">${email}</bdi></a>`,
  })
  const counter = fillHoles(texts.helpCounter, { address: escapeHtml(contact.address) })
  return (
    '<section class="help" aria-labelledby="help">' +
    `<h2 id="help">${escapeHtml(texts.helpHeading)}</h2><ul>` +
    `<li>${ICONS.phone}<span>${phone}</span></li>` +
    `<li>${ICONS.email}<span>${mail}</span></li>` +
    `<li>${ICONS.counter}<span>${counter}</span></li></ul></section>`
  )
}
