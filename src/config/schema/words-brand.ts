import { isColour } from '../../challenge-pages/index.ts'
import { textLeaf } from './leaf.ts'

/** Such as `#0b4f8a`, read in lower case. */
export const colour = textLeaf({
  title: 'colour',
  pattern: /^#[0-9a-fA-F]{6}$/,
  expects: () => 'a colour such as "#0b4f8a"',
  hint: (text) => (/^[0-9a-f]{6}$/i.test(text) ? `write "#${text}", in quotes` : null),
  read: (text) => (isColour(text) ? text.toLowerCase() : null),
})

/** Longer ones are not for people. */
const ADDRESS_CHARS_MAX = 500

/** A page elsewhere, or one of the site itself. */
export const webAddress = textLeaf({
  title: 'address',
  expects: () =>
    'the address of a page, such as https://example.lu/accessibility or /accessibility',
  read: (text) => (isWebAddress(text) ? text : null),
})

function isWebAddress(text: string): boolean {
  if (text.length > ADDRESS_CHARS_MAX || /\s/.test(text)) return false
  if (text.startsWith('/')) return !/^\/[/\\]/.test(text)
  return /^https?:/.test(text) && URL.canParse(text)
}
