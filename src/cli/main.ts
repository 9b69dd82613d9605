import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal, processTerminal } from './terminal.ts'

/** Runs what was typed. Answers with the exit code; never throws for what an operator typed. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Reading the program takes half a second, in which signals are heard already.
  const { isGateAlone, runProgram: runGate } = await import('./gate-program.ts')
  if (isGateAlone(argv)) return runGate(argv, terminal)
  const { runProgram } = await import('./program.ts')
  return runProgram(argv, terminal)
}

if (import.meta.main) {
  const argv = process.argv.slice(2)
  // Whoever ends before it is known how has failed.
  process.exitCode = EXIT.failed
  void main(argv, processTerminal(argv)).then((code) => {
    process.exitCode = code
  })
}
