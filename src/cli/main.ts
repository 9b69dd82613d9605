import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../control/index.ts'
import { check } from './check.ts'
import { DEMO_PORT, demo } from './demo.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { run } from './run.ts'
import { type Terminal, processTerminal } from './terminal.ts'

/** Help is as wide everywhere, so that what is said about it is true on every screen. */
const HELP_COLUMNS = 80

/** The table of commands. Answers with the exit code; never throws for what an operator typed. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.done
  const program = new Command('paart')
    .description('A gate in front of public-service web applications.')
    .version(version(), '--version', 'print the version')
    .option('--config <file>', 'the configuration', './config/paart.yaml')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print mistakes only')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
    })
  program
    .command('run')
    .description('run the gate until SIGTERM or SIGINT')
    .action(async () => {
      code = await run(program.opts(), terminal)
    })
  program
    .command('check')
    .description('report every mistake of the configuration; needs no running gate')
    .action(() => {
      code = check(program.opts(), terminal)
    })
  program
    .command('demo')
    .description('run the gate on 127.0.0.1 in front of a small built-in application')
    .option('--port <number>', 'where to listen; 0 takes any free port', portOf, DEMO_PORT)
    .action(async (options: { readonly port: number }) => {
      code = await demo({ port: options.port, cwd: process.cwd() }, terminal)
    })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return codeOf(error, terminal)
  }
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
    terminal.err(isConfig ? error.message : `paart: ${error.message}\n`)
    return isConfig ? EXIT.configInvalid : EXIT.failed
  }
  terminal.err(
    `paart: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.failed
}

function version(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  const manifest: unknown = JSON.parse(text)
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), processTerminal())
