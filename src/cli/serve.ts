import { type RunningGate } from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/**
 * A second signal within this time is the first one's echo: a terminal sends Ctrl-C to npm and to
 * the gate, and npm passes its own on.
 */
const ECHO_MS = 500

/**
 * Serves until a signal: SIGTERM and SIGINT drain, after the time in which the gate only says that it is not ready,
 * which a second one ends; one more ends all at once. SIGHUP reloads the
 * configuration, SIGUSR1 reopens the log. Answers with the exit code, also when another process has taken its place.
 */
export function serveUntilSignal(
  gate: RunningGate,
  terminal: Terminal,
  onStopping: () => void = () => undefined,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    let toldAtMs: number | null = null
    let isEnding = false
    const stop = (): void => {
      const nowMs = terminal.nowMs()
      if (toldAtMs !== null && nowMs - toldAtMs < ECHO_MS) return
      if (isEnding) return terminal.exit(EXIT.failed)
      const isFirst = toldAtMs === null
      toldAtMs = nowMs
      if (!isFirst) return gate.hurry()
      onStopping()
      const leaving = gate.leave()
      if (leaving === null) end()
      else leaving.then(end, fail)
    }
    const end = (): void => {
      isEnding = true
      terminal.err('paart: finishing what is under way; once more ends at once\n')
      gate.stop().then(() => finish(EXIT.done), fail)
    }
    const fail = (error: unknown): void => {
      terminal.err(`paart: ${String(error)}\n`)
      finish(EXIT.failed)
    }
    gate.succeeded.then(() => finish(EXIT.done), fail)
    const finish = (code: ExitCode): void => {
      for (const off of listeners) off()
      resolve(code)
    }
    const listeners = [
      terminal.onSignal('SIGINT', stop),
      terminal.onSignal('SIGTERM', stop),
      terminal.onSignal('SIGUSR1', () => gate.reopenLog()),
      terminal.onSignal('SIGHUP', () => reload(gate, terminal)),
    ]
  })
}

/** The gate itself tells how it went; what is left is that it was not even tried. */
function reload(gate: RunningGate, terminal: Terminal): void {
  gate.reload().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    terminal.err(`paart: nothing was reloaded: ${why}\n`)
  })
}
