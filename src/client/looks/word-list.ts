import { readFileSync } from 'node:fs'

/** Far more names than anybody has crawlers for. */
const WORDS_MAX = 10_000

const WORD = /^[\w.-]{1,64}$/

/** The words of a list, or the first line that holds none. */
export type WordList =
  | { readonly ok: true; readonly words: ReadonlySet<string> }
  | { readonly ok: false; readonly line: number; readonly why: string }

/** Reads a list of names: one a line, in any case; empty lines and `#` with what follows are none. */
export function readWordList(text: string): WordList {
  const words = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    const word = (line.split('#', 1)[0] ?? '').trim()
    if (word === '') continue
    if (!WORD.test(word)) return { ok: false, line: index + 1, why: 'is no name' }
    words.add(word.toLowerCase())
    if (words.size > WORDS_MAX) {
      return { ok: false, line: index + 1, why: `is beyond ${WORDS_MAX} names` }
    }
  }
  return { ok: true, words }
}

/** The names of AI crawlers that come with the gate. Reads the disk: call it once, at start. */
export function shippedAiCrawlers(): ReadonlySet<string> {
  const list = readWordList(
    readFileSync(new URL('../../../config/lists/ai-crawlers.txt', import.meta.url), 'utf8'),
  )
  if (!list.ok) throw new Error(`line ${list.line} of the shipped list ${list.why}`)
  return list.words
}
