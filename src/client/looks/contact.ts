const SCHEMES = ['http://', 'https://'] as const

/** The last part of the name of a host has at least so many letters. */
const TOP_LEVEL_CHARS_MIN = 2

/**
 * Whether a User-Agent says whom to write to: an address of mail, or of a page (`+https://example.org/bot`). One walk
 * over at most as many characters as are read of a User-Agent, and no pattern that could be made to go back. Whether
 * somebody answers there nobody knows: it is a claim.
 */
export function hasContact(userAgent: string): boolean {
  return namesPage(userAgent.toLowerCase()) || namesMail(userAgent)
}

function namesPage(text: string): boolean {
  return SCHEMES.some((scheme) => {
    for (let at = text.indexOf(scheme); at !== -1; at = text.indexOf(scheme, at + 1)) {
      if (isHostAt(text, at + scheme.length)) return true
    }
    return false
  })
}

function namesMail(text: string): boolean {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (at > 0 && isLetterOrDigit(text.charCodeAt(at - 1)) && isHostAt(text, at + 1)) return true
  }
  return false
}

/** Whether a name of a host in some domain begins there: `localhost` and numbers are nobody's address. */
function isHostAt(text: string, from: number): boolean {
  let end = from
  while (end < text.length && isOfHost(text.charCodeAt(end))) end++
  while (end > from && text.charCodeAt(end - 1) === DOT) end--
  const dot = text.lastIndexOf('.', end - 1)
  if (dot <= from || end - dot - 1 < TOP_LEVEL_CHARS_MIN) return false
  return isLetterOrDigit(text.charCodeAt(from)) && isLetter(text.charCodeAt(dot + 1))
}

const DOT = 0x2e
const HYPHEN = 0x2d

function isOfHost(code: number): boolean {
  return code === DOT || code === HYPHEN || isLetterOrDigit(code)
}

function isLetterOrDigit(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39)
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
