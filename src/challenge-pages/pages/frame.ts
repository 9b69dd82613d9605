import { type DressedAssets, type PageTools } from './dress.ts'
import { EMBLEM, OPEN_EMBLEM } from './emblem.ts'
import { CONTENT_SECURITY_POLICY, withPictures } from './headers.ts'
import { createHelp } from './help.ts'
import { Fixed, type Piece, merged, textOf } from '../wire/index.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { languageButtons, languageForm } from './language-switch.ts'
import { type PageForm } from './page-form.ts'
import { type PageLanguage, TEXTS, type Texts, baseOf, isSimple } from './texts/index.ts'
import { type Page, type PagesSite } from './types.ts'

/** Where the privacy page lies. */
const PRIVACY_PATH = '/.paart/privacy'

/** Shown waits are never shorter: who tries again after less is only refused again. */
const SECONDS_SHOWN_MIN = 2

/** What differs from page to page. */
interface Content {
  /** From `open`: everything up to the header. */
  readonly opening: Fixed
  /** Where the whole page is one form, the language switch is a part of it. */
  readonly form?: PageForm | null
  /** Where the page has another form of its own: then `form` is that of the language switch. */
  readonly isFormOfSwitch?: boolean
  /** Of a switch that is a form of its own. */
  readonly wayToken: string | null
  readonly main: readonly Piece[]
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
  readonly open: (title: string, withScript: boolean) => Fixed
  /** The same for a page that is no check and has something for the small script. */
  readonly openWithSmallScript: (title: string) => Fixed
  readonly close: (content: Content) => Page
}

/** Builds the frame once; `close` then only joins strings. */
export function createFrame(site: PagesSite, language: PageLanguage, assets: PageTools): Frame {
  const texts = TEXTS[language]
  const brand = escapeHtml(site.brandName)
  const header = `<header><p class="brand">${logo(site, assets)}<span>${brand}</span></p>`
  const [switchStart, switchEnd] = splitAtHole(languageForm(site, language), 'token')
  const switches = {
    own: new Fixed(header + languageButtons(site, language, 'own') + HEADER_END),
    claim: new Fixed(header + languageButtons(site, language, 'claim') + HEADER_END),
  }
  const headerAlone = new Fixed(header)
  const switchless = new Fixed(header + HEADER_END)
  const ownSwitchStart = new Fixed(header + switchStart)
  const ownSwitchEnd = new Fixed(switchEnd + HEADER_END)
  const help = createHelp(site, texts, assets.nowMs)
  const [referenceStart, referenceEnd] = splitAtHole(referenceLine(texts), 'ref')
  const links = `<p>${footerLinks(site, texts)}</p></footer></body></html>\n`
  const ending = {
    withReference: [
      new Fixed(`<footer>${referenceStart}`),
      new Fixed(referenceEnd + links),
    ] as const,
    without: new Fixed(`<footer>${links}`),
  }
  const claimSwitch = new Fixed(`${languageButtons(site, language, 'claim')}</form>${HEADER_END}`)
  const headOf = ({ form = null, isFormOfSwitch = false, wayToken }: Content): readonly Piece[] => {
    if (form !== null && isFormOfSwitch) return [headerAlone, form.start, claimSwitch]
    if (form !== null) return [form.start, switches[form.spelling]]
    return wayToken === null ? [switchless] : [ownSwitchStart, wayToken, ownSwitchEnd]
  }
  const policyOf = assets.logoPath === null ? (policy: string) => policy : withPictures
  const open = (title: string, scriptPath: string | null): Fixed =>
    new Fixed(
      head(language, { title, brand, stylePath: assets.stylePath }) +
        (scriptPath === null ? '' : `<script defer src="${scriptPath}"></script>`) +
        '</head><body>',
    )
  return {
    language,
    texts,
    brand,
    open: (title, withScript) => open(title, withScript ? assets.scriptPath : null),
    openWithSmallScript: (title) => open(title, assets.smallScriptPath),
    close(content) {
      const { form = null, reference, contentSecurityPolicy = CONTENT_SECURITY_POLICY } = content
      const [start, end] = ending.withReference
      const pieces = [
        content.opening,
        ...headOf(content),
        content.isOpen === true ? OPEN : CLOSED,
        ...content.main,
        MAIN_END,
        ...help.of(content.help ?? 'plain', { form, wayToken: content.wayToken }),
        ...(form === null || content.isFormOfSwitch === true ? [] : [FORM_END]),
        ...(reference === null ? [ending.without] : [start, reference, end]),
      ]
      return new MadePage(pieces, policyOf(contentSecurityPolicy))
    },
  }
}

const HEADER_END = '</header><main>'
const CLOSED = new Fixed(EMBLEM)
const OPEN = new Fixed(OPEN_EMBLEM)
const MAIN_END = new Fixed('</main>')
const FORM_END = new Fixed('</form>')

/** A page of its parts; joined where somebody reads it. */
export class MadePage implements Page {
  readonly pieces: readonly Piece[]
  readonly contentSecurityPolicy: string

  constructor(pieces: readonly Piece[], contentSecurityPolicy: string) {
    this.pieces = merged(pieces)
    this.contentSecurityPolicy = contentSecurityPolicy
  }

  get html(): string {
    return textOf(this.pieces)
  }
}

/** What stands before and after a `{hole}`. */
export function fixedAround(html: string, hole: string): readonly [Fixed, Fixed] {
  const [start, end] = splitAtHole(html, hole)
  return [new Fixed(start), new Fixed(end)]
}

/** A document from its first byte to the last of what every head holds; `brand` is escaped. */
export function head(
  language: PageLanguage,
  page: { readonly title: string; readonly brand: string; readonly stylePath: string },
): string {
  return (
    '<!doctype html>\n' +
    `<html lang="${baseOf(language)}" dir="${TEXTS[language].direction}"${isSimple(language) ? ' class="simple"' : ''}><head><meta charset="utf-8">` +
    `<title>${escapeHtml(`${page.title} – `)}${page.brand}</title>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="color-scheme" content="light dark">' +
    `<link rel="stylesheet" href="${page.stylePath}">`
  )
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

/** Where the reference stands, as `{ref}`. */
export function referenceLine(texts: Texts): string {
  return `<p>${fillHoles(texts.referenceLabel, { ref: '<bdi dir="ltr" class="reference">{ref}</bdi>' })}</p>`
}
