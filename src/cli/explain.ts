import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  PROGRAMS,
  type TestConfig,
  parseDuration,
  parseMoment,
  parseTarget,
} from '../config/index.ts'
import { orderFileOf, readOrders } from '../control/index.ts'
import { CLEARANCES, type Snapshot } from '../model/index.ts'
import { type Asked, type Program, clientOf, explainRequest, usualOf } from '../rehearsal/index.ts'
import { type Operation } from './ask.ts'
import { readConfiguration } from './configuration.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { explanationReport, explanationText } from './explanation-text.ts'
import { addressOf } from './options.ts'
import { type Terminal } from './terminal.ts'

interface Desk {
  /** Asks the gate that runs. */
  readonly asks: (operation: Operation) => Promise<void>
  readonly ends: (code: ExitCode) => void
  readonly terminal: Terminal
}

interface ExplainOptions {
  readonly ip: TestConfig['client']['address']
  readonly as?: Program
  readonly header?: Readonly<Record<string, readonly string[]>>
  readonly pass?: (typeof CLEARANCES)[number]
  readonly passAge?: number
  readonly at?: number
  readonly after?: Asked['before']
}

/** Adds `explain`: of a request that was, from the gate; of one that could be, from the configuration. */
export function addExplain(program: Command, { asks, ends, terminal }: Desk): void {
  program
    .command('explain')
    .description('tell why a request was, or would be, decided as it is')
    .argument('<what>', 'a reference from page or log, in any spelling; or a method')
    .argument('[url]', 'behind a method: https://host/path, or /path on the first site', targetOf)
    .option('--ip <address>', 'who asks', addressOf, addressOf('203.0.113.7'))
    .addOption(new Option('--as <program>', 'header fields as it sends them').choices(PROGRAMS))
    .option('-H, --header <field>', 'a header field, "Name: value"; may be repeated', headerOf)
    .addOption(new Option('--pass <clearance>', 'the pass it holds').choices(CLEARANCES))
    .option('--pass-age <time>', 'since its check was solved: 6d', ageOf)
    .option('--at <time>', '2026-01-07T12:00:00+01:00 (default: now)', momentOf)
    .option('--after <requests/time>', '60/1m: the same request so often before', beforeOf)
    .addHelpText(
      'after',
      `
A reference is looked up in the gate that runs. A method and an address need no
gate: the configuration judges them, with the bans, allowances and modes that
lie beside its keys, on counters that nobody else has touched.
What would change the decision has been tried.`,
    )
    .action(async (what: string, url: Target | undefined, options: ExplainOptions) => {
      if (url === undefined) {
        if (what.includes('/'))
          program.error('error: before an address stands a method, such as GET')
        return asks({ method: 'GET', path: `/explain/${encodeURIComponent(what)}` })
      }
      if (options.passAge !== undefined && options.pass === undefined) {
        program.error('error: --pass-age is of the pass that --pass names')
      }
      const request = { method: what, url, as: options.as, headers: options.header }
      ends(await explainFromFile(request, options, { program, terminal }))
    })
}

type Target = NonNullable<ReturnType<typeof parseTarget>>

async function explainFromFile(
  request: Asked['request'],
  options: ExplainOptions,
  { program, terminal }: { readonly program: Command; readonly terminal: Terminal },
): Promise<ExitCode> {
  const { config, json } = program.opts<{ config: string; json?: boolean }>()
  const read = await readConfiguration(config, terminal, json === true)
  if (read === null) return EXIT.configInvalid
  const { snapshot } = read
  const { passAge = 0 } = options
  const asked: Asked = {
    request,
    client: clientOf({ address: options.ip }),
    pass: options.pass === undefined ? null : { clearance: options.pass, ageMs: passAge },
    atMs: options.at ?? Date.now(),
    before: options.after ?? { requests: 0, withinMs: 0 },
    orders: ordersBeside(snapshot, terminal),
  }
  const usual = usualOf(snapshot, null)
  const explanation = explainRequest(asked, snapshot, usual)
  if (json === true) terminal.out(`${JSON.stringify(explanationReport(explanation))}\n`)
  else terminal.out(explanationText(asked, explanation, usual))
  return EXIT.done
}

/** What is in force in the gate that runs with this configuration, as far as it can be read. */
function ordersBeside({ pass }: Snapshot, terminal: Terminal): Asked['orders'] {
  try {
    return readOrders(orderFileOf(pass.keysFile)).list
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    terminal.err(`paart: explained as if nobody were banned or allowed: ${why}\n`)
    return []
  }
}

function targetOf(text: string): Target {
  const target = parseTarget(text)
  if (target === null) throw new InvalidArgumentError('It is https://host/path or /path.')
  return target
}

function headerOf(
  text: string,
  before: ExplainOptions['header'] = {},
): NonNullable<ExplainOptions['header']> {
  const [, name = '', value = ''] =
    /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}):[ \t]*([^\0\r\n]*)$/.exec(text) ?? []
  if (name === '') throw new InvalidArgumentError('It is "Name: value".')
  return { ...before, [name]: [...(before[name] ?? []), value] }
}

function momentOf(text: string): number {
  const ms = parseMoment(text)
  if (ms === null) throw new InvalidArgumentError('It is a time such as 2026-01-07T12:00:00+01:00.')
  return ms
}

function ageOf(text: string): number {
  const ms = parseDuration(text)
  if (ms === null) throw new InvalidArgumentError('It is a duration such as 90m or 6d.')
  return ms
}

/** As many as a policy test may ask for. */
const BEFORE = /^(\d{1,4}|10000)\/(\d+\w+)$/

/** Counters are kept for two days. */
const BEFORE_MS_MAX = 2 * 86_400_000

function beforeOf(text: string): Asked['before'] {
  const [, requests = '', within = ''] = BEFORE.exec(text) ?? []
  const withinMs = parseDuration(within)
  if (withinMs === null || withinMs > BEFORE_MS_MAX) {
    throw new InvalidArgumentError('It is at most 10000 requests in at most 2d, such as 60/1m.')
  }
  return { requests: Number(requests), withinMs }
}
