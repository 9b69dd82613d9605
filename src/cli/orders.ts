import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../config/index.ts'
import { ORDER_MS, ORDER_MS_MAX, isClientTarget } from '../control/index.ts'
import { MODES } from '../model/index.ts'
import { type Ask } from './operations.ts'

interface OrderOptions {
  readonly for: number
  readonly reason?: string
  readonly shadow?: boolean
  readonly force?: boolean
}

const WHOM = 'a network or an address, AS64500, or a fingerprint from log or explain'

/** Adds what an operator orders for a time: bans, allowances, modes, drains. */
export function addOrders(program: Command, ask: Ask, from: () => string): void {
  const order = async (
    path: string,
    target: string | null,
    { body, ...options }: OrderOptions & { readonly body?: string },
  ): Promise<void> => {
    const query = new URLSearchParams({ for: String(options.for), from: from() })
    if (target !== null) query.set('target', target)
    if (options.reason !== undefined) query.set('reason', options.reason)
    if (options.shadow === true) query.set('shadow', '')
    if (options.force === true) query.set('force', '')
    const operation = { method: 'POST', path: `${path}?${query.toString()}` } as const
    await ask(body === undefined ? operation : { ...operation, body })
  }
  withOptions(program.command('ban'), true)
    .description('shut somebody out at once, for a time')
    .argument('<whom>', WHOM, targetOf)
    .addHelpText(
      'after',
      `
It holds on every site, before all rules, over reloads and restarts, and ends by
itself. Never banned are this machine, a trusted proxy and the address that you
are connected from (SSH_CONNECTION). Where people have passed the check within
the last hour in more than 20 networks of it, only --force bans it (exit code 7).`,
    )
    .action((whom: string, options: OrderOptions) => order('/bans', whom, options))
  withOptions(program.command('allow'), false)
    .description('neither count nor challenge somebody, for a time')
    .argument('<whom>', WHOM, targetOf)
    .addHelpText(
      'after',
      `
For a school or an event behind one address. What rules deny stays denied. Of a
ban and an allowance that both hold the narrower wins.`,
    )
    .action((whom: string, options: OrderOptions) => order('/allowances', whom, options))
  program
    .command('unban')
    .description('end a ban or an allowance before its time')
    .argument('<what>', 'whom it is about, its number, or "all"')
    .action((what: string) => {
      const query = new URLSearchParams({ what })
      return ask({ method: 'POST', path: `/bans/withdraw?${query.toString()}` })
    })
  addBans(program, { ask, order })
  addMode(program, ask)
  addServer(program, ask)
}

interface BansTools {
  readonly ask: Ask
  readonly order: (
    path: string,
    target: null,
    options: OrderOptions & { readonly body: string },
  ) => Promise<void>
}

function addBans(program: Command, { ask, order }: BansTools): void {
  const list = (): Promise<void> => ask({ method: 'GET', path: '/orders' })
  const bans = program
    .command('bans')
    .description('what is banned, allowed, drained, and in another mode, and until when')
    .helpCommand(false)
    .action(list)
  bans.command('list').description('show all that is in force').action(list)
  bans
    .command('export')
    .description('print whom bans are about, one a line, as import takes them')
    .action(() => ask({ method: 'GET', path: '/bans/export' }))
  withOptions(bans.command('import'), true)
    .description('ban a list: all of it, or nothing')
    .argument('<file>', 'one network, AS64500 or fingerprint a line, "#" begins a comment', linesOf)
    .action((lines: readonly string[], options: OrderOptions) =>
      order('/bans', null, { ...options, body: lines.join('\n') }),
    )
}

function addMode(program: Command, ask: Ask): void {
  program
    .command('mode')
    .description('obey policies in another way, at once and for a time')
    .argument('<where>', 'a route, site/route, a site, or "all"')
    .addArgument(program.createArgument('<mode>').choices([...MODES, 'configured']))
    .addOption(forOption())
    .option('--reason <text>', 'for lists and logs')
    .addHelpText(
      'after',
      `
enforce       obey all of it, with what is in shadow
shadow        let everybody through, and say in the log what would be decided
off           neither ask nor count anybody
under-attack  ask everybody who has no pass, but crawlers that are proven, what
              rules let pass, and routes that never challenge
configured    as the configuration has it: ends a mode before its time
The narrowest holds: of a route before of its site before all. Bans hold in all.`,
    )
    .action((where: string, mode: string, options: OrderOptions) => {
      const query = new URLSearchParams({ target: where, mode, for: String(options.for) })
      if (options.reason !== undefined) query.set('reason', options.reason)
      return ask({ method: 'POST', path: `/mode?${query.toString()}` })
    })
}

interface DrainOptions {
  readonly for: number
  readonly reason?: string
  readonly force?: boolean
}

function addServer(program: Command, ask: Ask): void {
  const server = program.command('server').description('the servers of backends').helpCommand(false)
  server
    .command('drain')
    .description('give a server nothing new, at once and for a time')
    .argument('<backend>', 'its name')
    .argument('<server>', 'its URL or its name, as the configuration has it')
    .addOption(forOption())
    .option('--reason <text>', 'for lists and logs')
    .option('--force', 'though no other server is left: nobody is served then')
    .addHelpText(
      'after',
      `
It holds over reloads and restarts, and ends by itself. What the server has under
way goes on, and so do sessions that the backend's sticky cookie says are its own,
and who has signed in on a connection to it; watch paart_backend_in_flight and the
server itself. Checks of its health go on. The last server of a backend that is
well and in service is drained with --force alone (exit code 7).`,
    )
    .action((backend: string, named: string, options: DrainOptions) => {
      const query = new URLSearchParams({ backend, server: named, for: String(options.for) })
      if (options.reason !== undefined) query.set('reason', options.reason)
      if (options.force === true) query.set('force', '')
      return ask({ method: 'POST', path: `/servers/drain?${query.toString()}` })
    })
  server
    .command('up')
    .description('take a drained server into service again, before its time')
    .argument('<backend>', 'its name')
    .argument('<server>', 'its URL or its name, as the configuration has it')
    .action((backend: string, named: string) => {
      const query = new URLSearchParams({ backend, server: named })
      return ask({ method: 'POST', path: `/servers/up?${query.toString()}` })
    })
}

function withOptions(command: Command, mayForce: boolean): Command {
  command.addOption(forOption()).option('--reason <text>', 'for lists and logs')
  command.option('--shadow', 'record what it would do, and do nothing')
  return mayForce ? command.option('--force', 'whoever it meets') : command
}

function forOption(): Option {
  return new Option('--for <time>', 'such as 30m or 2h, at most 30d')
    .argParser(durationOf)
    .default(ORDER_MS, '2h')
}

function durationOf(text: string): number {
  const ms = parseDuration(text)
  if (ms === null || ms < 1_000 || ms > ORDER_MS_MAX) {
    throw new InvalidArgumentError('It is a duration such as 2h, from 1s to 30d.')
  }
  return ms
}

function targetOf(text: string): string {
  if (isClientTarget(text)) return text
  throw new InvalidArgumentError('It is 203.0.113.0/24, an address, AS64500 or a fingerprint.')
}

function linesOf(file: string): readonly string[] {
  const lines = textOf(file)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
  const targets = lines.filter((line) => line !== '')
  const bad = targets.find((line) => !isClientTarget(line))
  if (bad === undefined) return targets
  const line = lines.indexOf(bad) + 1
  throw new InvalidArgumentError(`Line ${line} is no network, no AS64500 and no fingerprint.`)
}

/** `-` is the standard input. */
function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}
