import { escapeHtml } from './html.ts'
import { type Spelling, buttonFor } from './page-form.ts'
import { type PageLanguage, TEXTS, baseOf, isSimple, simpleOf } from './texts/index.ts'
import { type PagesSite } from './types.ts'

export const LANGUAGE_PATH = '/.paart/language'

/** The switch as a form of its own, which carries a `{token}`. */
export function languageForm(site: PagesSite, current: PageLanguage): string {
  return (
    `<form action="${LANGUAGE_PATH}" method="post"><input type="hidden" name="token" value="{token}">` +
    `${languageButtons(site, current, 'own')}</form>`
  )
}

/**
 * A button for each language, in the language's own name, and one for simple words; blanks keep them apart
 * where there is no style. Works without a script; who reads simple words keeps them in another language.
 */
export function languageButtons(
  { languages }: PagesSite,
  current: PageLanguage,
  spelling: Spelling,
): string {
  const base = baseOf(current)
  const texts = TEXTS[current]
  const buttons = languages.map((language) => {
    const state = language === base ? ' aria-current="true"' : ''
    const value = isSimple(current) ? simpleOf(language) : language
    return `<button${buttonFor({ language: value }, spelling)} lang="${language}"${state}>${escapeHtml(TEXTS[language].ownName)}</button>`
  })
  const [other, label] = isSimple(current)
    ? [base, texts.usualButton]
    : [simpleOf(base), texts.simpleButton]
  return (
    `<div class="languages" role="group" aria-label="${escapeHtml(texts.languageLabel)}">` +
    `${buttons.join(' ')} <button class="words"${buttonFor({ language: other }, spelling)}>${escapeHtml(label)}</button></div>`
  )
}
