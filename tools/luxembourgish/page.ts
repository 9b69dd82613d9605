import { ABOUT_TEXTS } from '../../src/challenge-pages/pages/about/index.ts'
import { SIMPLE_TEXTS } from '../../src/challenge-pages/pages/texts/simple/index.ts'
import { ROBOTS_TEXTS } from '../../src/challenge-pages/pages/robots/texts/index.ts'
import { TEXTS, type Texts } from '../../src/challenge-pages/pages/texts/index.ts'

const INTRODUCTION = `# The Luxembourgish of the pages, for a native reader

<!-- Made by \`npm run docs\` from src/challenge-pages/pages/texts; changes belong there. -->

Every line that the pages of the gate say in Luxembourgish, beside the English that it is meant to say. A spelling
checker has read all but the last two parts, for programs and robots and about what is checked, and no native speaker has read
any. If Luxembourgish is your language: read a part, and tell us what you would say instead,
in an issue or by changing \`lb.ts\` or \`simple/lb.ts\` in \`src/challenge-pages/pages/texts/\`, or \`lb.ts\` in
\`src/challenge-pages/pages/robots/texts/\` or \`about/texts/\`. It takes half an hour. What must stay: the words in \`{braces}\`, one word for one thing, short sentences, \`wannechgelift\` written
out (screen readers read abbreviations aloud). In simple words no sentence has more than twelve words, and a line that is missing there is
said in the usual words.
`

/** Where the writers were least sure: each is said in some line, or it does not belong here. */
const DOUBTS: readonly (readonly [said: string, doubt: string])[] = [
  ['Knäppchen', 'the button of a page'],
  ['Websäit', 'the website, where “Säit” is one page of it'],
  ['virufueren', 'to go on with what one was doing'],
  ['mellt Iech bei eis', 'contact us, by telephone or e-mail'],
  ['Botten', 'the plural of “Bot”'],
  ['Waardezäit', 'on a button and before a number of seconds'],
  ['Dateschutzbeoptraagten', 'the data protection officer, whoever it is'],
  ['Gesetzlech Grondlag', 'the legal basis of the GDPR'],
  ['Interêt', 'as in “public interest” and in “our interest”'],
  ['Widdersproch', 'the right to object of the GDPR'],
  ['Aarbechtsspäicher', 'working memory, not a disk'],
  ['verschaffen', 'to process data'],
  ['verhält sech', 'remembers, of a browser, in simple words'],
  ['Zomm', 'totals over all visitors'],
]

/** The parts of the pages, by the first of the texts in each. */
const PARTS: ReadonlyMap<string, string> = new Map<keyof Texts, string>([
  ['ownName', 'On every page'],
  ['checkTitle', 'The check'],
  ['noScriptHeading', 'The button for who has no JavaScript, or cannot wait'],
  ['formNotSent', 'A form that the check came before'],
  ['limitTitle', 'Too many requests, and refusals'],
  ['codeLink', 'Codes of the helpdesk'],
  ['oursTitle', 'Errors'],
  ['helpHeading', 'Who helps'],
  ['privacyLink', 'Privacy and cookies'],
])

/** The page for native readers, as Markdown. */
export function luxembourgishPage(): string {
  const usual = new Map<string, string>(Object.entries(TEXTS.lb))
  const simple = new Map<string, string>(Object.entries(SIMPLE_TEXTS.lb))
  const lines = Object.entries(TEXTS.en)
    .filter(([key]) => key !== 'direction')
    .map(([key, english]) => {
      const cells = [usual.get(key) ?? '', simple.get(key) ?? '', english]
      return `${beginning(key)}| ${cells.map(cell).join(' | ')} |`
    })
  const said = doubts([...usual.values(), ...simple.values()])
  const forMachines = partOf('For programs and robots', ROBOTS_TEXTS.lb, ROBOTS_TEXTS.en)
  const checked = 'What is checked, and what is held of a cookie'
  const about = partOf(checked, ABOUT_TEXTS.lb, ABOUT_TEXTS.en)
  return [INTRODUCTION, ...said, ...lines, ...forMachines, ...about, ''].join('\n')
}

/** What is said in usual words alone. */
function partOf(title: string, own: object, english: object): readonly string[] {
  const said = textsIn(english)
  const rows = textsIn(own).map(
    (text, index) => `| ${cell(text)} |  | ${cell(said[index] ?? '')} |`,
  )
  return [`\n## ${title}\n\n${HEAD}`.trimEnd(), ...rows]
}

function textsIn(texts: object): readonly string[] {
  return Object.values(texts).flatMap((text: unknown): readonly string[] => {
    if (typeof text === 'string') return [text]
    return typeof text === 'object' && text !== null ? textsIn(text) : []
  })
}

const HEAD = '| Lëtzebuergesch | an einfache Wierder | English |\n|---|---|---|\n'

function beginning(key: string): string {
  const part = PARTS.get(key)
  return part === undefined ? '' : `\n## ${part}\n\n${HEAD}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** @throws Error where a doubt is about words that no line says any more. */
function doubts(texts: readonly string[]): readonly string[] {
  const gone = DOUBTS.filter(([said]) => !texts.some((text) => text.includes(said)))
  if (gone.length > 0) throw new Error(`no line says: ${gone.map(([said]) => said).join(', ')}`)
  const rows = DOUBTS.map(([said, doubt]) => `- **${said}**: ${doubt}.`)
  return ['## Please look at these first', '', ...rows]
}
