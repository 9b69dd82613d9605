import { escapeHtml } from './html.ts'
import { type PageLanguage, TEXTS, baseOf, isSimple, simpleOf } from './texts/index.ts'
import { type PagesSite } from './types.ts'

const LANGUAGE_PATH = '/.paart/language'

/**
 * One form with a button for each language, in the language's own name, and one for simple words. Blanks
 * keep them apart where there is no style.
 * Works without a script; who reads simple words keeps them in another language.
 */
export function languageSwitch({ languages }: PagesSite, current: PageLanguage): string {
  const base = baseOf(current)
  const texts = TEXTS[current]
  const buttons = languages.map((language) => {
    const state = language === base ? ' aria-current="true"' : ''
    const value = isSimple(current) ? simpleOf(language) : language
    return `<button name="language" value="${value}" lang="${language}"${state}>${escapeHtml(TEXTS[language].ownName)}</button>`
  })
  const [other, label] = isSimple(current)
    ? [base, texts.usualButton]
    : [simpleOf(base), texts.simpleButton]
  return (
    `<form class="languages" action="${LANGUAGE_PATH}" method="post" aria-label="${escapeHtml(texts.languageLabel)}">` +
    `<input type="hidden" name="token" value="{token}">${buttons.join(' ')} ` +
    `<button class="words" name="language" value="${other}">${escapeHtml(label)}</button></form>`
  )
}
