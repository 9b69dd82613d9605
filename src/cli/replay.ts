import { Replay, type ReplayReport, type TallyRow, usualOf } from '../rehearsal/index.ts'
import { readConfiguration } from './configuration.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { linesOf } from './log-source.ts'
import { type Terminal } from './terminal.ts'

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
    for await (const line of linesOf(log, terminal)) run.take(line)
  } catch (error) {
    terminal.err(`paart: the log ${log} cannot be read: ${String(error)}\n`)
    return EXIT.failed
  }
  const report = run.report()
  // No change among nothing would look like a configuration that changes nothing.
  const ok = report.requests > 0
  terminal.out(wantsJson ? `${JSON.stringify({ ok, ...report })}\n` : textOf(report))
  return ok ? EXIT.done : EXIT.failed
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
