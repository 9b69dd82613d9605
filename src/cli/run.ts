import { renderMistakes } from '../config/index.ts'
import { readSource, startGate } from '../control/index.ts'
import { type ExitCode } from './exit-codes.ts'
import { serveUntilSignal } from './serve.ts'
import { type Terminal } from './terminal.ts'

/** `paart run`: the gate, until a signal. */
export async function run(
  options: { readonly config: string; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const source = await readSource(options.config)
  const say = (line: string): void => {
    if (options.quiet !== true) terminal.err(`paart: ${line}\n`)
  }
  const gate = await startGate(source, { onNote: (line) => terminal.err(`paart: ${line}\n`) })
  if (gate.warnings.length > 0) say(`\n${renderMistakes(gate.warnings, source.text)}`.trimEnd())
  say(`listening on ${gate.addresses.join(', ')} (${options.config})`)
  return serveUntilSignal(gate, terminal)
}
