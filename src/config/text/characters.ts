/** What stands in a text that can be no configuration, and where. */
export interface Unreadable {
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/** UTF-16 of a text in Latin letters, read as UTF-8: every other byte is nothing. */
const UTF16 = /^\uFFFD{0,2}(?:[^\0]\0|\0[^\0]){2}/

/**
 * The first character that no text has, or null. Bytes that are not UTF-8 have become U+FFFD on the way
 * here; nobody writes that character into a configuration.
 */
export function unreadableIn(text: string): Unreadable | null {
  if (UTF16.test(text)) {
    return { offset: 0, message: 'the file is UTF-16', hint: 'save it as UTF-8' }
  }
  const offset = text.search(/[\0\uFFFD]/)
  if (offset < 0) return null
  return text[offset] === '\0'
    ? { offset, message: 'a NUL stands here', hint: 'delete it; see whether the file is damaged' }
    : {
        offset,
        message: 'what stands here is not UTF-8',
        hint: 'save the file as UTF-8: its editor wrote another encoding',
      }
}

/** Blanks that look like a space and are none: word processors and web pages put them into what is copied. */
const ODD_BLANK = /[\u00A0\u2000-\u200B\u202F\u205F\u2060\u3000\uFEFF]/

/** Where such a blank stands; -1 where there is none. */
export function oddBlankIn(text: string): number {
  return text.search(ODD_BLANK)
}

/** What to do about it; null where there is none. */
export function oddBlankHint(text: string): string | null {
  const code = text[oddBlankIn(text)]?.codePointAt(0)
  if (code === undefined) return null
  const spelled = code.toString(16).toUpperCase().padStart(4, '0')
  return `a blank in it (U+${spelled}) only looks like a space: write a plain one`
}
