import { readFileSync, writeFileSync } from 'node:fs'
import { type Capture, type ClientCapture, readClientCaptures } from '../test/support/captures.ts'
import { CLAIMED, type Claimed } from '../tools/captures/claims.ts'
import { type Judged, judgeAs, signalRows } from './signal-table.ts'

/** What asks for the check unless a policy says otherwise. */
export const SUSPICIOUS = 6

/** How many requests were judged, and how many of them ask for the check. */
export interface Count {
  readonly requests: number
  readonly suspicious: number
}

/** A request with what it scores where the site is one of HTTPS. */
export interface JudgedCapture extends ClientCapture {
  /** The program with its version. */
  readonly program: string
  readonly judged: Judged
  /** Fields of the claimed browser that did not arrive as a browser sends them. */
  readonly lacks: readonly string[]
}

/** All captured requests, judged as over HTTPS: on loopback browsers send the same without it. */
export function judgedCaptures(): readonly JudgedCapture[] {
  const { clients, captures } = readClientCaptures()
  return captures.map((capture) =>
    Object.assign(capture, {
      program: clients[capture.client] ?? capture.client,
      judged: judgeAs(capture, 'https'),
      lacks: lacksOf(capture),
    }),
  )
}

export function countOf(captures: readonly { readonly judged: Judged }[]): Count {
  const suspicious = captures.filter(({ judged }) => judged.score >= SUSPICIOUS).length
  return { requests: captures.length, suspicious }
}

/**
 * A field counts as copied where what arrives is what a browser may send there, whoever put it in: libraries
 * fill in some of their own.
 */
function lacksOf({ claims, rawHeaders }: ClientCapture): readonly string[] {
  const claimed = CLAIMED.find(({ name }) => name === claims)
  if (claimed === undefined) return []
  const sent = fieldsOf({ rawHeaders })
  return claimed.fields
    .filter(([name, value]) => !isAsCopied(name.toLowerCase(), value, sent.get(name.toLowerCase())))
    .map(([name]) => name)
}

function isAsCopied(name: string, value: string, sent: string | undefined): boolean {
  switch (name) {
    case 'accept':
      return sent?.includes('text/html') ?? false
    case 'accept-language':
      return sent !== undefined && sent !== '*'
    case 'accept-encoding':
      return /\bgzip\b.*\bbr\b|\bbr\b.*\bgzip\b/.test(sent ?? '')
    default:
      return sent === value
  }
}

function fieldsOf({ rawHeaders }: Pick<Capture, 'rawHeaders'>): ReadonlyMap<string, string> {
  return new Map(
    rawHeaders.flatMap((text, at) =>
      at % 2 === 0 ? [[text.toLowerCase(), rawHeaders[at + 1] ?? '']] : [],
    ),
  )
}

/** How much is copied, in the order of the table's columns. */
export const LEVELS = ['none', 'some', 'most', 'all but one', 'all'] as const
export type Level = (typeof LEVELS)[number]

export function levelOf({ copies, lacks }: JudgedCapture): Level {
  if (lacks.length === 0) return 'all'
  if (copies === 'none') return 'none'
  if (copies.startsWith('accept')) return 'some'
  return lacks.length === 1 ? 'all but one' : 'most'
}

/** What proxies of companies and those that keep secrets take out of a page load. */
export const STRIPPED: Readonly<Record<string, RegExp>> = {
  nothing: /^$/,
  'Sec-Fetch-*': /^sec-fetch-/,
  'one of Sec-Fetch-*': /^sec-fetch-site$/,
  'client hints': /^sec-ch-/,
  'Accept-Language': /^accept-language$/,
  'Upgrade-Insecure-Requests': /^upgrade-insecure-requests$/,
  'Accept-Encoding': /^accept-encoding$/,
  'all of these': /^(?:sec-|accept-|upgrade-)/,
}

/** A page load as it comes through such a proxy. */
export function strippedOf(capture: Capture, what: RegExp): Capture {
  const rawHeaders = capture.rawHeaders.filter(
    (_text, at, raw) => !what.test((raw[at - (at % 2)] ?? '').toLowerCase()),
  )
  return { ...capture, rawHeaders }
}

const BEGIN = '<!-- clients -->\n'
const END = '<!-- end of clients -->'

/** The page about signals with its tables of clients made anew. @throws Error where it has no place for them. */
export function withClientTables(page: string): string {
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error('the page about signals has no place for its clients')
  return `${page.slice(0, from)}${BEGIN}\n${clientTables()}\n\n${page.slice(to)}`
}

/** The tables of `docs/signals.md`. */
export function clientTables(): string {
  const all = judgedCaptures()
  const of = (kind: ClientCapture['kind']): readonly JudgedCapture[] =>
    all.filter((capture) => capture.kind === kind)
  return [
    `People's browsers, of ${readClientCaptures().date} unless they are called earlier ones:`,
    peopleTable([...of('person'), ...of('text')]),
    'Programs that claim to be a browser: requests that ask for the check, of those made, by how many fields of it they copy:',
    claimsTable(of('claims')),
    'The same by the one field that is left out:',
    fieldsTable(of('claims')),
    'Programs that say what they are score 3, and no policy asks them for the check by that alone:',
    itselfTable(of('itself')),
    'What no header field tells from a person:',
    unseenTable(of('unseen'), of('claims')),
    "A person's page load through a proxy that takes fields out of it (made of the captures above):",
    strippedTable(of('person')),
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map((_cell, at) => (at === 0 ? '---' : '--:')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, Item[]> {
  return Map.groupBy(items, by)
}

function peopleTable(captures: readonly JudgedCapture[]): string {
  const earlier = signalRows().filter(({ capture }) => EARLIER_PEOPLE.test(capture.client))
  const rows = [...grouped(captures, ({ program }) => program)].map(([name, own]) =>
    peopleRow(name, own),
  )
  const before = earlier.map(({ https, http }) => ({ judged: https ?? http }))
  rows.push(peopleRow('Chromium, Firefox, Lynx, w3m, Links: earlier ones', before))
  return table(['browser', 'requests', 'ask for the check', 'highest score'], rows)
}

/** Of the earlier captures, those of browsers that people use. */
export const EARLIER_PEOPLE = /^(?:chromium-(?:cliUA|gov|plainhttp)|firefox-|lynx|w3m|links)/

function peopleRow(name: string, own: readonly { readonly judged: Judged }[]) {
  const { requests, suspicious } = countOf(own)
  return [name, requests, suspicious, Math.max(...own.map(({ judged }) => judged.score))]
}

function cell({ requests, suspicious }: Count): string {
  return requests === 0 ? '' : `${suspicious} of ${requests}`
}

function claimsTable(captures: readonly JudgedCapture[]): string {
  const row = (name: string, own: readonly JudgedCapture[]): readonly string[] => [
    name,
    ...LEVELS.map((level) => cell(countOf(own.filter((each) => levelOf(each) === level)))),
    share(countOf(own.filter(({ lacks }) => lacks.length > 0))),
  ]
  const rows = [...grouped(captures, ({ program }) => program)].map(([name, own]) => row(name, own))
  return table(['program', ...LEVELS, 'less than all'], [...rows, row('**all of them**', captures)])
}

/** Down, never up: what is not reached is not said. */
function share({ requests, suspicious }: Count): string {
  return `${(Math.floor((suspicious / requests) * 1000) / 10).toFixed(1)} %`
}

function fieldsTable(captures: readonly JudgedCapture[]): string {
  const one = captures.filter(({ lacks }) => lacks.length === 1)
  const rows = [...grouped(one, ({ lacks }) => lacks[0] ?? '')].map(([field, own]) => {
    const countAs = ({ name }: Claimed) =>
      cell(countOf(own.filter(({ claims }) => claims === name)))
    return [`\`${field}\``].concat(CLAIMED.map(countAs))
  })
  return table(['left out', 'as Chrome 156', 'as Firefox 153', 'as Safari 18'], rows)
}

function itselfTable(captures: readonly JudgedCapture[]): string {
  const rows = [...grouped(captures, ({ program }) => program)].map(([name, own]) => [
    name,
    cell(countOf(own)),
    own[0]?.judged.signals.join(', ') ?? '',
  ])
  return table(['program', 'ask for the check', 'signals of its page'], rows)
}

function unseenTable(unseen: readonly JudgedCapture[], claims: readonly JudgedCapture[]): string {
  const complete = claims.filter(({ lacks }) => lacks.length === 0)
  const rows = [...grouped(unseen, ({ program }) => program)].map(([name, own]) => [
    name,
    cell(countOf(own)),
  ])
  return table(
    ['program', 'ask for the check'],
    [...rows, ['any of the above, every field copied', cell(countOf(complete))]],
  )
}

function strippedTable(captures: readonly JudgedCapture[]): string {
  const pages = ['chromium', 'firefox', 'webkitgtk'].map((client) =>
    captures.find((capture) => capture.client === client && capture.isPage),
  )
  const rows = Object.entries(STRIPPED).map(([name, what]) => {
    const scoreOf = (page: JudgedCapture | undefined): string => {
      if (page === undefined) throw new Error('a page load is missing')
      const { score } = judgeAs(strippedOf(page, what), 'https')
      return score >= SUSPICIOUS ? `${score}: asked once` : String(score)
    }
    return [name].concat(pages.map(scoreOf))
  })
  return table(['taken out', 'Chromium', 'Firefox', 'WebKitGTK'], rows)
}

function main(): void {
  const page = new URL('../docs/signals.md', import.meta.url)
  writeFileSync(page, withClientTables(readFileSync(page, 'utf8')))
}

if (import.meta.main) main()
