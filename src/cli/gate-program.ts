import { existsSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { StartError, version } from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { noteLines } from './journal.ts'
import { run } from './run.ts'
import { type Terminal } from './terminal.ts'

/** Help is as wide everywhere, so that what is said about it is true on every screen. */
const HELP_COLUMNS = 80

/** Takes over the exit code of the command that ran. */
export type Ends = (code: ExitCode) => void

/** Adds commands to a program that has none yet. */
export type AddCommands = (program: Command, terminal: Terminal, ends: Ends) => void

/** Options of the whole program that a value follows. */
const VALUED: ReadonlySet<string> = new Set(['--config', '--socket'])

/**
 * Whether nothing but `paart run` was typed: it lives for weeks, and what all other commands need is as large as
 * what serves.
 */
export function isGateAlone(argv: readonly string[]): boolean {
  const command = argv.find((word, at) => !word.startsWith('-') && !VALUED.has(argv[at - 1] ?? ''))
  return command === 'run' && !argv.some((word) => ['-h', '--help', '--version'].includes(word))
}

/** Runs what was typed, by the command that it names; answers with its exit code. */
export async function runProgram(
  argv: readonly string[],
  terminal: Terminal,
  add: AddCommands = addRun,
): Promise<ExitCode> {
  let ended: ExitCode = EXIT.done
  const ends: Ends = (code) => {
    ended = code
  }
  try {
    const program = emptyProgram(terminal)
    add(program, terminal, ends)
    await program.parseAsync(argv, { from: 'user' })
    return ended
  } catch (error) {
    return codeOf(error, terminal)
  }
}

/** Adds the command that is the gate. */
export function addRun(program: Command, terminal: Terminal, ends: Ends): void {
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
}

/** The program without any command. */
export function emptyProgram(terminal: Terminal): Command {
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
