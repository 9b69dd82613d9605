/** Every kind of mistake and what it means: printed in brackets, and listed in REFERENCE.md. */
export const MISTAKE_CODES = {
  PAART_FILE: 'the file is too large, nested too deeply, or repeats too much by alias',
  PAART_ENCODING: 'the file is no text in UTF-8',
  PAART_SYNTAX: 'the text is not YAML 1.2',
  PAART_DUPLICATE_KEY: 'a key stands twice in one map',
  PAART_UNKNOWN_KEY: 'a key that does not exist here',
  PAART_MISSING_KEY: 'a required key is missing; shown at the map it is missing from',
  PAART_VALUE: 'a value of the wrong type, form or size',
  PAART_DUPLICATE: 'two things of one list share a name, a host or a value',
  PAART_UNKNOWN_BACKEND: 'a site names a backend that is not described',
  PAART_UNKNOWN_POLICY: 'a route names a policy that is not described',
  PAART_UNKNOWN_PRESET: 'a policy extends a preset that does not ship with the gate',
  PAART_EXTENDS: 'a policy extends itself, or more than can be held',
  PAART_UNKNOWN_NETWORKS: 'a condition names a list of networks that is not described',
  PAART_NETWORK_FILE: 'a file of networks that cannot be read, or a line of it',
  PAART_UNUSED: 'a backend or policy that nothing names',
  PAART_UNREACHABLE_ROUTE: 'an earlier route of the site takes every request of this one',
  PAART_NO_CATCH_ALL: 'a site without a route that takes every request',
  PAART_NEVER_CHALLENGES: 'a word about challenges in a policy that never challenges',
  PAART_FEWER_DOORS: 'a clearance that not every door leads to',
  PAART_SSO_CALLBACK:
    'a path where an identity provider seems to send people back, under a policy that may challenge them',
  PAART_ENVIRONMENT: 'a value from the environment that is not there, or that nobody would read',
  PAART_LIMIT: 'words of one limit that contradict each other',
  PAART_TRIAL: 'words about shadow and rollout that contradict each other',
  PAART_LIMIT_REFILL: 'a burst that takes longer to refill than counters are kept',
  PAART_SIGNAL: 'words about one signal that contradict each other',
  PAART_AGENT: 'an agent that cannot prove who it is',
  PAART_SIGNING_KEYS: 'a file of keys that an agent signs with, which cannot be used',
  PAART_UNKNOWN_AGENT: 'a condition names a crawler that is not described',
  PAART_CLAIM: 'a rule lets in whoever only says so',
  PAART_RANGES: 'a list of ranges that cannot be used',
  PAART_DATABASE: 'a database that cannot be used',
  PAART_NO_DATABASE: 'a condition that asks a database that is not named',
  PAART_LIST: 'a list of names that cannot be used',
  PAART_WAITING_ROOM:
    'a waiting room that is of no use, too large for its backend, or one too many',
  PAART_PASS_TIMES: 'times of a pass that contradict each other',
  PAART_ANSWER_FILE: 'a folder in which answers to slow readers cannot wait',
  PAART_NO_ANSWER_FILE: 'slow readers of long answers hold connections of the application',
  PAART_KEEP_SIZES: 'sizes of kept forms that contradict each other',
  PAART_ADMIN_OPEN: 'an admin address that other machines can reach',
  PAART_STORE:
    'words about the store that contradict each other, one that is missing, or a ring secret that cannot be used',
  PAART_STORE_OPEN: 'a store that is spoken to in clear text over the network',
  PAART_TLS: 'certificates and keys that cannot be read, or do not fit together',
  PAART_LOG: 'a log that cannot be opened',
  PAART_PROXY_PROTOCOL: 'a listener for the PROXY protocol that nobody may speak',
  PAART_SOCKET: 'a mode or a group of a listener that is no Unix socket',
  PAART_OWN_LISTENER: 'a server of a backend that is the gate itself',
  PAART_SUBREQUEST:
    'a listener for subrequests where nobody may ask, or a word that means nothing where nothing is forwarded',
  PAART_TRUSTS_EVERYBODY: 'a network of trusted proxies that clients of all kinds are in',
  PAART_UNPROVEN_FIELD: 'a word in favour of whoever writes a header field that anybody can write',
  PAART_TEST_FILE: 'a file of policy tests that cannot be read',
  PAART_TEST:
    'a policy test that cannot be run: it names what does not exist, or asks for too much',
  PAART_TEST_FAILED: 'a policy test that does not hold',
  PAART_LOGO: 'a logo that cannot be read, is too large, or is no picture',
  PAART_NO_LOGO: 'a site whose pages show no picture of whose service it is',
  PAART_CONTRAST: 'a colour that not everybody could tell from the page',
  PAART_FALLBACK_LANGUAGE: 'a fallback that is none of the languages of the pages',
  PAART_PRIVACY: 'the privacy page lacks what GDPR Art. 13 asks of the operator',
  PAART_PASS_DOMAIN: 'a domain whose cookies the hosts of the site cannot set',
  PAART_PASS_SHARE: 'a site whose passes cannot count on another, or do already',
} as const satisfies Record<`PAART_${string}`, string>

export type MistakeCode = keyof typeof MISTAKE_CODES

/** One thing that is wrong in a configuration, and where. Lines and columns count from 1. */
export interface Mistake {
  /** The file's name, as it was given. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Nothing starts on an error; a warning stops nothing. */
  readonly severity: 'error' | 'warning'
  readonly code: MistakeCode
  readonly message: string
  readonly hint: string | null
}

/** A longer line is shown in part: a caret far right of the screen helps nobody. */
const EXCERPT_CHARS_MAX = 120

/** Of a shortened line, what stands before the mistake. */
const EXCERPT_LEAD_CHARS = 40

/**
 * Prints mistakes as a compiler would: place, what, code, the line with a caret, a hint; their
 * number last. Empty where there are none. `text` is what they were found in; of several files, each
 * by its name.
 */
export function renderMistakes(
  mistakes: readonly Mistake[],
  text: string | ReadonlyMap<string, string>,
): string {
  if (mistakes.length === 0) return ''
  const lines = new Map<string, readonly string[]>()
  for (const { file } of mistakes) {
    if (!lines.has(file)) lines.set(file, linesOf(typeof text === 'string' ? text : text.get(file)))
  }
  const blocks = mistakes.map((mistake) =>
    renderMistake(mistake, lines.get(mistake.file)?.[mistake.line - 1] ?? ''),
  )
  return `${blocks.join('\n')}\n${countLine(mistakes)}\n`
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n')
}

function renderMistake(mistake: Mistake, line: string): string {
  const { file, column, severity, message, code, hint } = mistake
  const number = String(mistake.line)
  const { shown, caretAt } = excerpt(line, column - 1)
  const printed = [
    `${file}:${number}:${column}: ${severity}: ${message} [${code}]`,
    `${number} | ${shown}`.trimEnd(),
    `${' '.repeat(number.length)} | ${' '.repeat(caretAt)}^`,
  ]
  if (hint !== null) printed.push(`hint: ${hint}`)
  return `${printed.join('\n')}\n`
}

function excerpt(line: string, at: number): { shown: string; caretAt: number } {
  const from = line.length > EXCERPT_CHARS_MAX ? Math.max(0, at - EXCERPT_LEAD_CHARS) : 0
  const before = from > 0 ? '…' : ''
  const after = line.length > from + EXCERPT_CHARS_MAX ? '…' : ''
  const part = line.slice(from, from + EXCERPT_CHARS_MAX)
  return { shown: before + printable(part) + after, caretAt: at - from + before.length }
}

/** A configuration may hold anything; a terminal must not obey it. Keeps the columns. */
function printable(text: string): string {
  return text.replaceAll(/[\t\r]/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}

function countLine(mistakes: readonly Mistake[]): string {
  const warnings = mistakes.filter((mistake) => mistake.severity === 'warning').length
  const counts: [number, string][] = [
    [mistakes.length - warnings, 'mistake'],
    [warnings, 'warning'],
  ]
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`)
    .join(' and ')
}

/** Longer than this and a quoted value hides what is said about it. */
const QUOTED_CHARS_MAX = 40

/** A value as it may stand in a message: short, on one line, nothing a terminal obeys. */
export function quote(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return 'a map'
  const isLong = value.length > QUOTED_CHARS_MAX
  const short = isLong ? `${value.slice(0, QUOTED_CHARS_MAX)}…` : value
  return JSON.stringify(short).replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}
