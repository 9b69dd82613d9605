import { LANGUAGES, type Language } from '../../../model/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { type Texts } from './keys.ts'
import { lb } from './lb.ts'
import { SIMPLE_TEXTS } from './simple/index.ts'
import { pt } from './pt.ts'

const USUAL: Readonly<Record<Language, Texts>> = { lb, fr, de, en, pt }

/**
 * What a page is written in: a language, or that language in simple words, named as BCP 47 does
 * (the variant `simple` of the IANA registry).
 */
export type PageLanguage = Language | `${Language}-simple`

/** Every one of them, with what the pages say in it. */
export const TEXTS: Readonly<Record<PageLanguage, Texts>> = {
  ...USUAL,
  'lb-simple': { ...lb, ...SIMPLE_TEXTS.lb },
  'fr-simple': { ...fr, ...SIMPLE_TEXTS.fr },
  'de-simple': { ...de, ...SIMPLE_TEXTS.de },
  'en-simple': { ...en, ...SIMPLE_TEXTS.en },
  'pt-simple': { ...pt, ...SIMPLE_TEXTS.pt },
}

export const PAGE_LANGUAGES: readonly PageLanguage[] = LANGUAGES.flatMap((language) => [
  language,
  simpleOf(language),
])

export function simpleOf(language: Language): `${Language}-simple` {
  return `${language}-simple`
}

/** The language behind it, as a browser's voice knows it. */
export function baseOf(language: PageLanguage): Language {
  return LANGUAGES.find((base) => language === base || language === simpleOf(base)) ?? LANGUAGES[0]
}

export function isSimple(language: PageLanguage): boolean {
  return language.endsWith('-simple')
}
