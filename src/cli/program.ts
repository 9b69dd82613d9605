import { existsSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { StartError, version } from '../control/index.ts'
import { type AskOptions, ask } from './ask.ts'
import { check } from './check.ts'
import { addExplain } from './explain.ts'
import { DEMO_PORT, demo } from './demo.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { noteLines } from './journal.ts'
import { type Ask, addOperations } from './operations.ts'
import { addOrders } from './orders.ts'
import { addPass } from './pass.ts'
import { replay } from './replay.ts'
import { run } from './run.ts'
import { testPolicies } from './test.ts'
import { type Terminal } from './terminal.ts'

/** Help is as wide everywhere, so that what is said about it is true on every screen. */
const HELP_COLUMNS = 80

/** Takes over the exit code of the command that ran. */
type Ends = (code: ExitCode) => void

/** Runs what was typed, by the command that it names; answers with its exit code. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let ended: ExitCode = EXIT.done
  const ends: Ends = (code) => {
    ended = code
  }
  try {
    await createProgram(terminal, ends).parseAsync(argv, { from: 'user' })
    return ended
  } catch (error) {
    return codeOf(error, terminal)
  }
}

/** All commands, for whoever runs one or describes them. */
export function createProgram(terminal: Terminal, ends: Ends): Command {
  const program = emptyProgram(terminal)
  addGate(program, terminal, ends)
  const asks: Ask = async (operation) => {
    ends(await ask(operation, program.opts<AskOptions>(), terminal))
  }
  addExplain(program, { asks, ends, terminal })
  addOperations(program, asks)
  addOrders(program, asks, terminal.from)
  addPass(program, asks, terminal.user)
  return program
}

function emptyProgram(terminal: Terminal): Command {
  return new Command('paart')
    .description('A gate in front of public-service web applications.')
    .version(version(), '--version', 'print the version')
    .addOption(
      new Option('--config <file>', 'the configuration').default(
        configOf(terminal),
        '$PAART_CONFIG, else ./config/paart.yaml, else /etc/paart/paart.yaml',
      ),
    )
    .option('--socket <path>', 'of the gate that runs (default: as the configuration says)')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print mistakes and what was asked for, nothing else')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 configuration invalid, 4 gate not
running, 7 refused by a safety check.`,
    )
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
    })
}

/** Which one is meant where nobody names it. Where there is none, what is said is about the first place. */
function configOf({ env, configPlaces }: Terminal): string {
  const named = env['PAART_CONFIG'] ?? ''
  if (named !== '') return named
  return configPlaces.find((place) => existsSync(place)) ?? configPlaces[0] ?? ''
}

/** Adds the commands that need no gate that runs. */
function addGate(program: Command, terminal: Terminal, ends: Ends): void {
  program
    .command('run')
    .description('run the gate until SIGTERM or SIGINT')
    .addHelpText(
      'after',
      `
SIGTERM and SIGINT finish what is under way, SIGHUP reloads the configuration,
SIGUSR1 opens the log anew.`,
    )
    .action(async () => ends(await run(program.opts(), terminal)))
  program
    .command('check')
    .description('report every mistake of the configuration, and run the tests that it names')
    .action(async () => ends(await check(program.opts(), terminal)))
  program
    .command('test')
    .description('run policy tests; needs no running gate')
    .argument('[files...]', 'files of tests (default: those that the configuration names)')
    .addHelpText(
      'after',
      `
Each test describes a request, who sends it and what happened before, and says
what must be decided. Time and counters are a test's own. Exit codes: 1 where a
test fails, 3 where the configuration or a file of tests has mistakes.`,
    )
    .action(async (files: readonly string[]) =>
      ends(await testPolicies(files, program.opts(), terminal)),
    )
  program
    .command('replay')
    .description('judge a log by the configuration: what would be decided otherwise')
    .argument('<log>', "the gate's own, or an access log; - reads what is piped in")
    .option('--host <name>', 'whose log it is (default: as it says, or the first site)')
    .addHelpText(
      'after',
      `
--config names the candidate. The log's own time moves the clock of the limits.
An access log is in the common or combined format, maybe with the host before it
(vhost_combined); it may be compressed with gzip. Nothing judged is exit code 1.
The gate's log holds no addresses and headers, an access log knows of no passes:
what is decided by something that the log does not hold is counted as unsure.`,
    )
    .action(async (log: string, { host }: { readonly host?: string }) => {
      const options = program.opts<{ config: string; json?: boolean }>()
      ends(await replay(log, { ...options, ...(host === undefined ? {} : { host }) }, terminal))
    })
  program
    .command('demo')
    .description('run the gate on 127.0.0.1 in front of a small built-in application')
    .option('--port <number>', 'where to listen; 0 takes any free port', portOf, DEMO_PORT)
    .action(async ({ port }: { readonly port: number }) => {
      ends(await demo({ port, cwd: process.cwd() }, terminal))
    })
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

function codeOf(error: unknown, terminal: Terminal): ExitCode {
  // commander has printed its own help or complaint already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof StartError) {
    const isConfig = error.mistakes.length > 0
    terminal.err(isConfig ? error.message : noteLines(error.message, 'error', terminal.isJournal))
    return isConfig ? EXIT.configInvalid : EXIT.failed
  }
  terminal.err(
    `paart: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.failed
}
