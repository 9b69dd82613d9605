import { createReadStream } from 'node:fs'
import { Replay, type ReplayReport, type TallyRow, usualOf } from '../rehearsal/index.ts'
import { readConfiguration } from './configuration.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/** A longer line is no request: the longest that a server accepts is far shorter. */
const LINE_CHARS_MAX = 64 * 1024

/** Changes that are printed; of more nobody reads all, and `--json` has them. */
const CHANGES_SHOWN_MAX = 40

/** `paart replay`: what a configuration would have decided otherwise, by a log of any size. */
export async function replay(
  log: string,
  options: { readonly config: string; readonly host?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const wantsJson = options.json === true
  const read = await readConfiguration(options.config, terminal, wantsJson)
  if (read === null) return EXIT.configInvalid
  const { snapshot } = read
  const run = new Replay(snapshot, usualOf(snapshot, options.host ?? null))
  try {
    for await (const line of linesOf(log)) run.take(line)
  } catch (error) {
    terminal.err(`paart: the log ${log} cannot be read: ${String(error)}\n`)
    return EXIT.failed
  }
  const report = run.report()
  terminal.out(wantsJson ? `${JSON.stringify({ ok: true, ...report })}\n` : textOf(report))
  return EXIT.done
}

/** Lines of a file, of which only one is held at a time; null for one that is too long. */
async function* linesOf(file: string): AsyncGenerator<string | null> {
  let rest = ''
  let isTooLong = false
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      yield isTooLong || line.length > LINE_CHARS_MAX ? null : line
      isTooLong = false
    }
    if (rest.length > LINE_CHARS_MAX) {
      isTooLong = true
      rest = ''
    }
  }
  if (isTooLong) yield null
  else if (rest !== '') yield rest
}

function textOf(report: ReplayReport): string {
  const { requests, changes, bad, skipped, unserved, crawlers } = report
  const changed = changes.reduce((sum, row) => sum + row.requests, 0)
  const lines = [
    requests === 0
      ? `nothing was judged of ${report.lines} lines`
      : `${requests} requests from ${report.from} to ${report.to}: ${changed} would be decided otherwise`,
    ...changes.slice(0, CHANGES_SHOWN_MAX).map(sentenceOf),
    ...(changes.length > CHANGES_SHOWN_MAX
      ? [`(and ${changes.length - CHANGES_SHOWN_MAX} kinds of requests more)`]
      : []),
    ...(crawlers.requests === 0 ? [] : [crawlersOf(report)]),
    ...(unserved === 0 ? [] : [`${unserved} are of no site or route of this configuration`]),
    ...(skipped === 0 ? [] : [`${skipped} lines are about something else`]),
    ...(bad.count === 0
      ? []
      : [
          `${bad.count} lines cannot be read: ${bad.first.join(', ')}${bad.count > bad.first.length ? ', …' : ''}`,
        ]),
    ...unknownsOf(report),
  ]
  return `${lines.join('\n')}\n`
}

function crawlersOf({ crawlers, verifiedCrawlers: verified }: ReplayReport): string {
  const all = `${crawlers.changed} of ${crawlers.requests} by who says it is a crawler`
  return `among them ${all}, ${verified.changed} of ${verified.requests} by verified crawlers`
}

const VERBS = { pass: 'let pass', challenge: 'challenge', limit: 'limit', deny: 'deny' } as const

function sentenceOf({ route, method, client, was, would, requests, of, unsure }: TallyRow): string {
  const who = client === 'unknown' ? '' : `, class ${client}`
  const before = was === 'pass' ? '' : `, which was ${was}`
  const doubt = unsure === 0 ? '' : `, ${unsure} of them unsure`
  return `would ${VERBS[would]} ${percent(requests, of)} of ${method} ${route}${who}${before} (${requests} of ${of}${doubt})`
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 1000) / 10} %`
}

function unknownsOf({ unknown, signalsIgnored, passesUnknown }: ReplayReport): string[] {
  const words = Object.entries(unknown).map(([what, count]) => `${what} (${count})`)
  return [
    ...(words.length === 0
      ? []
      : [`policies asked for what the log does not hold: ${words.join(', ')}`]),
    ...(signalsIgnored
      ? ['signals are not judged: they need all header fields, which no log holds']
      : []),
    ...(passesUnknown
      ? ['nobody is taken to hold a pass: who is challenged once would pass from then on']
      : []),
  ]
}
