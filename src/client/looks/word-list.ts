import { readFileSync } from 'node:fs'
import { AGENT_PURPOSES, type AgentPurpose, type MachineNames } from '../../model/index.ts'

/** Far more names than anybody has crawlers for. */
const WORDS_MAX = 10_000

const WORD = /^[\w.-]{1,64}$/

/** The names of machines that are known. */
export interface NameLists {
  readonly aiCrawlers: MachineNames
  /** All other machines. */
  readonly others: MachineNames
}

/** Of the first name that is listed: programs name themselves before the libraries they are made of. */
export function purposeIn(
  words: readonly string[],
  { aiCrawlers, others }: NameLists,
): AgentPurpose | null {
  for (const word of words) {
    const purpose = aiCrawlers.get(word) ?? others.get(word)
    if (purpose !== undefined) return purpose
  }
  return null
}

/** The names of a list, each with its purpose, or the first line that is wrong. */
export type WordList =
  | { readonly ok: true; readonly words: MachineNames }
  | { readonly ok: false; readonly line: number; readonly why: string }

/**
 * Reads a list of names: one a line, in any case, with its purpose behind it; empty lines and `#` with what follows are
 * none.
 *
 * @param usual The purpose where none is written; null: it must be.
 */
export function readWordList(text: string, usual: AgentPurpose | null): WordList {
  const words = new Map<string, AgentPurpose>()
  for (const [index, line] of text.split('\n').entries()) {
    const written = (line.split('#', 1)[0] ?? '').trim()
    if (written === '') continue
    const read = readLine(written, usual)
    if ('why' in read) return { ok: false, line: index + 1, why: read.why }
    words.set(read.word, read.purpose)
    if (words.size > WORDS_MAX) {
      return { ok: false, line: index + 1, why: `is beyond ${WORDS_MAX} names` }
    }
  }
  return { ok: true, words }
}

type Line = { readonly word: string; readonly purpose: AgentPurpose } | { readonly why: string }

function readLine(written: string, usual: AgentPurpose | null): Line {
  const [word = '', said, ...more] = written.split(/[ \t]+/)
  if (!WORD.test(word)) return { why: 'is no name' }
  const purpose = said === undefined ? usual : AGENT_PURPOSES.find((known) => known === said)
  if (purpose === undefined || purpose === null || more.length > 0) {
    return { why: `is no name with a purpose behind it (${AGENT_PURPOSES.join(', ')})` }
  }
  return { word: word.toLowerCase(), purpose }
}

/** What an AI crawler is for where a list does not say. */
export const AI_PURPOSE: AgentPurpose = 'training'

/** The names that come with the gate. Reads the disk: call it once, at start. */
export function shippedNames(): NameLists {
  return { aiCrawlers: shipped('ai-crawlers.txt'), others: shipped('machines.txt') }
}

function shipped(name: string): MachineNames {
  const file = new URL(`../../../config/lists/${name}`, import.meta.url)
  const list = readWordList(readFileSync(file, 'utf8'), null)
  if (!list.ok) throw new Error(`line ${list.line} of the shipped list ${name} ${list.why}`)
  return list.words
}
