import {
  type NoteLevel,
  Predecessor,
  type RunningGate,
  isSuccessor,
  launcher,
  openServiceManager,
  readSource,
  startGate,
} from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { noteLines } from './journal.ts'
import { serveUntilSignal } from './serve.ts'
import { Service } from './service.ts'
import { type Terminal } from './terminal.ts'

/** `paart run`: the gate, until a signal. */
export async function run(
  options: { readonly config: string; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { env } = terminal
  // Whoever has started it for that waits for its first word.
  const predecessor = isSuccessor(env) ? await Predecessor.meet() : null
  const source = await readSource(options.config)
  const isQuiet = options.quiet === true
  const onNote = (line: string, level: NoteLevel = 'warning'): void =>
    terminal.err(noteLines(line, level, terminal.isJournal))
  const service = new Service(await openServiceManager({ env, pid: process.pid, onNote }))
  const credentials = env['CREDENTIALS_DIRECTORY']
  const events = { onNote, onReload: service.reloads, onSucceeded: service.succeeded }
  const gate = await startGate({ ...source, credentials }, events, {
    launch: launcher(['--config', options.config, ...(isQuiet ? ['--quiet'] : []), 'run'], env),
    predecessor,
  })
  const place = `listening on ${gate.addresses.join(', ')} (${options.config})`
  // Before anybody is told: whoever has read it may end the gate at once.
  const ended = serveUntilSignal(gate, terminal, service.stops)
  if (!isQuiet) tellStart(gate, { place, onNote })
  service.serves(gate, place)
  try {
    const code = await ended
    if (code === EXIT.done && !isQuiet) onNote('ended in good order', 'info')
    return code
  } finally {
    service.ended()
  }
}

function tellStart(
  { warned }: RunningGate,
  told: {
    readonly place: string
    readonly onNote: (line: string, level?: NoteLevel) => void
  },
): void {
  const { place, onNote } = told
  if (warned !== '') onNote(`\n${warned}`.trimEnd())
  onNote(place, 'info')
}
