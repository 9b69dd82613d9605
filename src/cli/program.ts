import { type Command, InvalidArgumentError } from 'commander'
import { type AskOptions, ask } from './ask.ts'
import { check } from './check.ts'
import { addComplaint } from './complaint.ts'
import { addExplain } from './explain.ts'
import { DEMO_PORT, demo } from './demo.ts'
import { type ExitCode } from './exit-codes.ts'
import { type Ends, addRun, emptyProgram, runProgram as runWith } from './gate-program.ts'
import { type Ask, addOperations } from './operations.ts'
import { addOrders } from './orders.ts'
import { addPass } from './pass.ts'
import { replay } from './replay.ts'
import { testPolicies } from './test.ts'
import { type Terminal } from './terminal.ts'

/** Runs what was typed, by the command that it names; answers with its exit code. */
export function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  return runWith(argv, terminal, addCommands)
}

/** All commands, for whoever runs one or describes them. */
export function createProgram(terminal: Terminal, ends: Ends): Command {
  const program = emptyProgram(terminal)
  addCommands(program, terminal, ends)
  return program
}

function addCommands(program: Command, terminal: Terminal, ends: Ends): void {
  addRun(program, terminal, ends)
  addOffline(program, terminal, ends)
  const asks: Ask = async (operation) => {
    ends(await ask(operation, program.opts<AskOptions>(), terminal))
  }
  addExplain(program, { asks, ends, terminal })
  addOperations(program, { asks, ends, terminal })
  addOrders(program, asks, terminal.from)
  addPass(program, asks, terminal.user)
  addComplaint(program, asks)
}

/** Adds the commands that need no gate that runs. */
function addOffline(program: Command, terminal: Terminal, ends: Ends): void {
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
