/** The longest name below; what is longer is another. */
const NAME_CHARS_MAX = 10

/** Browsers that people read text with, by how their User-Agent begins. */
const TEXT_BROWSERS: ReadonlySet<string> = new Set([
  'lynx',
  'w3m',
  'links',
  'elinks',
  'netsurf',
  'dillo',
  'edbrowse',
])

/** Libraries and tools, by how their User-Agent begins: up to a digit or a sign that ends a word. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'aiohttp',
  'apache',
  'axios',
  'curl',
  'dart',
  'git',
  'go',
  'got',
  'guzzlehttp',
  'httpie',
  'java',
  'jakarta',
  'libcurl',
  'libwww',
  'lwp',
  'node',
  'okhttp',
  'php',
  'python',
  'ruby',
  'undici',
  'wget',
])

/** With what the names of text browsers begin. */
const FIRST_LETTERS = 'LEWNDlewnd'

/**
 * Whether a User-Agent is of a browser that shows text: one that many blind people use, or that runs in
 * a terminal or an editor. They say nothing of what they load (no Fetch Metadata).
 */
export function isTextBrowser(userAgent: string): boolean {
  // NetSurf since 3.11; what Dillo can be told to say.
  if (userAgent.startsWith('Mozilla/')) {
    return userAgent.includes(') NetSurf/') || userAgent.includes('(compatible; Dillo ')
  }
  // EWW asks with the library that Emacs has for everything.
  if (userAgent.startsWith('URL/Emacs')) return true
  const isLikely = FIRST_LETTERS.includes(userAgent[0] ?? ' ')
  return isLikely && TEXT_BROWSERS.has(productOf(userAgent, isEndOfProduct))
}

/**
 * Whether a User-Agent is one that a library or a tool has by itself. Java puts its own behind whatever
 * its program is called.
 */
export function isProgram(userAgent: string): boolean {
  if (userAgent.includes(' Java/')) return true
  return !userAgent.startsWith('Mozilla/') && PROGRAMS.has(productOf(userAgent, isEndOfWord))
}

/** How a User-Agent begins, in lower case; empty where that is longer than all that are known. */
function productOf(userAgent: string, isEnd: (code: number) => boolean): string {
  let end = 0
  // oxlint-disable-next-line unicorn/prefer-code-point -- names are ASCII
  while (end < userAgent.length && !isEnd(userAgent.charCodeAt(end))) {
    if (++end > NAME_CHARS_MAX) return ''
  }
  return userAgent.slice(0, end).toLowerCase()
}

function isEndOfProduct(code: number): boolean {
  return code === 0x2f || code === 0x20 || code === 0x28 // slash, blank, parenthesis
}

/** `python-requests/2` and `Python/3` begin with one name, as do `Java/17` and `Java1.3`. */
function isEndOfWord(code: number): boolean {
  return isEndOfProduct(code) || code === 0x2d || (code >= 0x30 && code <= 0x39)
}
