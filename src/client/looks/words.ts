const ADDRESS = /https?:\/\/\S+/g
const NO_WORD = /[^\w.-]+/

/** The words of a User-Agent in lower case. What stands in an address of a page is nobody's name. */
export function wordsOf(userAgent: string): readonly string[] {
  return userAgent.replace(ADDRESS, ' ').toLowerCase().split(NO_WORD)
}
