import { type DressedAssets } from './dress.ts'
import { EMBLEM, OPEN_EMBLEM } from './emblem.ts'
import { CONTENT_SECURITY_POLICY, withPictures } from './headers.ts'
import { createHelp } from './help.ts'
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
  /**
   * Whether the help block leads to the page for codes, and back again by `wayToken`; `here` on that
   * page itself, `plain` where a code would change nothing.
   */
  readonly help?: 'plain' | 'here' | 'code'
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
  /** A document's beginning, built once for each kind of page. `withScript` loads that of the check. */
  readonly open: (title: string, withScript: boolean) => string
  /** The same for a page that is no check and has something for the small script. */
  readonly openWithSmallScript: (title: string) => string
  readonly close: (content: Content) => Page
}

/** Builds the frame once; `close` then only joins strings. */
export function createFrame(site: PagesSite, language: PageLanguage, assets: DressedAssets): Frame {
  const texts = TEXTS[language]
  const brand = escapeHtml(site.brandName)
  const [switchStart, switchEnd] = splitAtHole(languageSwitch(site, language), 'token')
  const help = createHelp(site, texts)
  const [referenceStart, referenceEnd] = splitAtHole(referenceLine(texts), 'ref')
  const ending = `<p>${footerLinks(site, texts)}</p></footer></body></html>\n`
  const policyOf = assets.logoPath === null ? (policy: string) => policy : withPictures
  const open = (title: string, scriptPath: string | null): string =>
    '<!doctype html>\n' +
    `<html lang="${baseOf(language)}" dir="${texts.direction}"${isSimple(language) ? ' class="simple"' : ''}><head><meta charset="utf-8">` +
    `<title>${escapeHtml(`${title} – `)}${brand}</title>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="color-scheme" content="light dark">' +
    `<link rel="stylesheet" href="${assets.stylePath}">` +
    (scriptPath === null ? '' : `<script defer src="${scriptPath}"></script>`) +
    `</head><body><header><p class="brand">${logo(site, assets)}<span>${brand}</span></p>`
  return {
    language,
    texts,
    brand,
    open: (title, withScript) => open(title, withScript ? assets.scriptPath : null),
    openWithSmallScript: (title) => open(title, assets.smallScriptPath),
    close: ({
      contentSecurityPolicy = CONTENT_SECURITY_POLICY,
      help: kind = 'plain',
      ...content
    }) => ({
      html:
        content.opening +
        (content.wayToken === null ? '' : switchStart + content.wayToken + switchEnd) +
        '</header><main>' +
        (content.isOpen === true ? OPEN_EMBLEM : EMBLEM) +
        content.main +
        '</main>' +
        (kind === 'code' ? help.withWay(content.wayToken) : help[kind]) +
        '<footer>' +
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
