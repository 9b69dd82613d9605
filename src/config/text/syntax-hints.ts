import { oddBlankHint } from './characters.ts'

const IN_QUOTES = 'a text with ": " in it stands in quotes'

/** By the parser's code, what whoever writes that mistake mostly meant. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['BAD_ALIAS', 'write it in quotes: "*"'],
  ['BAD_SCALAR_START', 'a text that begins so stands in quotes'],
  ['BLOCK_AS_IMPLICIT_KEY', IN_QUOTES],
  ['BLOCK_IN_FLOW', IN_QUOTES],
  ['TAB_AS_INDENT', 'indent with spaces'],
  ['TAG_RESOLVE_FAILED', 'tags are not known here; leave it out'],
])

/** What may have been meant where a text is not YAML; null where nobody can say. */
export function syntaxHint(code: string, text: string, offset: number): string | null {
  if (text[offset] === '\t') return 'indent with spaces'
  const from = text.lastIndexOf('\n', offset - 1) + 1
  const [line = ''] = text.slice(from).split('\n', 1)
  return oddBlankHint(line) ?? HINTS.get(code) ?? null
}
