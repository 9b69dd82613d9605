import { renderMistakes } from '../config/index.ts'
import { type RunningGate, openServiceManager, readSource, startGate } from '../control/index.ts'
import { type ExitCode } from './exit-codes.ts'
import { serveUntilSignal } from './serve.ts'
import { Service } from './service.ts'
import { type Terminal } from './terminal.ts'

/** `paart run`: the gate, until a signal. */
export async function run(
  options: { readonly config: string; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { env } = terminal
  const source = await readSource(options.config)
  const onNote = (line: string): void => terminal.err(`paart: ${line}\n`)
  const service = new Service(await openServiceManager({ env, pid: process.pid, onNote }))
  const credentials = env['CREDENTIALS_DIRECTORY']
  const gate = await startGate({ ...source, credentials }, { onNote, onReload: service.reloads })
  const place = `listening on ${gate.addresses.join(', ')} (${options.config})`
  if (options.quiet !== true) tellStart(gate, { source, place, onNote })
  service.serves(gate, place)
  try {
    return await serveUntilSignal(gate, terminal, service.stops)
  } finally {
    service.ended()
  }
}

function tellStart(
  { warnings }: RunningGate,
  told: {
    readonly source: { readonly text: string }
    readonly place: string
    readonly onNote: (line: string) => void
  },
): void {
  const { source, place, onNote } = told
  if (warnings.length > 0) onNote(`\n${renderMistakes(warnings, source.text)}`.trimEnd())
  onNote(place)
}
