import { LANGUAGES, type Language } from '../../model/index.ts'
import { PAGE_LANGUAGES, type PageLanguage, baseOf } from './texts/index.ts'

/** What tells in which language a visitor reads, strongest first. */
export interface LanguageClues {
  /** The language cookie's value: an explicit choice. */
  readonly chosen: string | undefined
  /** The requested path: `/fr/…` asks for French. */
  readonly path: string
  readonly acceptLanguage: string | undefined
  readonly offered: readonly Language[]
  /** One of those offered. */
  readonly fallback: Language
}

/** No browser sends more; a longer header is noise and is not read. */
const ACCEPT_LANGUAGE_LENGTH_MAX = 1024

/** Three-letter codes (ISO 639-2) that some systems send in place of the two-letter ones. */
const TWO_LETTERS: ReadonlyMap<string, Language> = new Map([
  ['ltz', 'lb'],
  ['fra', 'fr'],
  ['fre', 'fr'],
  ['deu', 'de'],
  ['ger', 'de'],
  ['eng', 'en'],
  ['por', 'pt'],
])

/**
 * Finds the language to answer in: the visitor's explicit choice, else the path's first segment,
 * else `Accept-Language` (RFC 4647 section 3.4, lookup), else the fallback. Whatever the clues hold,
 * it never throws.
 */
export function chooseLanguage(clues: LanguageClues): PageLanguage {
  return (
    pageLanguageOf(clues.chosen, clues.offered) ??
    offeredAs(firstSegment(clues.path), clues.offered) ??
    accepted(clues.acceptLanguage ?? '', clues.offered) ??
    clues.fallback
  )
}

/** What a citizen chose, where the site offers its language; simple words only ever come by choice. */
export function pageLanguageOf(
  chosen: string | null | undefined,
  offered: readonly Language[],
): PageLanguage | undefined {
  if (!chosen) return undefined
  const found = PAGE_LANGUAGES.find((language) => language === chosen.toLowerCase())
  return found !== undefined && offered.includes(baseOf(found)) ? found : undefined
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1)
  return path.slice(1, end === -1 ? undefined : end)
}

function offeredAs(code: string, offered: readonly Language[]): Language | undefined {
  if (code.length !== 2) return undefined
  const lower = code.toLowerCase()
  return offered.find((language) => language === lower)
}

/** The offered language of the highest quality; of equals the first. */
function accepted(header: string, offered: readonly Language[]): Language | undefined {
  if (header.length > ACCEPT_LANGUAGE_LENGTH_MAX) return undefined
  let best: Language | undefined
  let bestQuality = 0
  for (const item of header.split(',')) {
    const [range = '', ...parameters] = item.split(';')
    const quality = qualityOf(parameters)
    if (quality <= bestQuality) continue
    const language = languageOf(range)
    if (language === undefined || !offered.includes(language)) continue
    best = language
    bestQuality = quality
    // Nothing behind it can be better, and most fields begin with the best.
    if (quality === 1) break
  }
  return best
}

/** Lookup truncates `fr-LU` to `fr`: only the first subtag can match a language without region. */
function languageOf(range: string): Language | undefined {
  const code = (range.trim().split('-', 1)[0] ?? '').toLowerCase()
  return TWO_LETTERS.get(code) ?? LANGUAGES.find((language) => language === code)
}

/** RFC 9110 section 12.4.2: 0 to 1 with at most three decimals, 1 where it is missing. */
function qualityOf(parameters: readonly string[]): number {
  if (parameters.length === 0) return 1
  const match = /^\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/i.exec(parameters[0] ?? '')
  return match?.[1] === undefined ? 0 : Number(match[1])
}
