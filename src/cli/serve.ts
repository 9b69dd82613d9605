import { type RunningGate } from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/**
 * A second signal within this time is the first one's echo: a terminal sends Ctrl-C to npm and to
 * the gate, and npm passes its own on.
 */
const ECHO_MS = 500

/**
 * Serves until a signal: SIGTERM and SIGINT drain, a second one ends at once; SIGHUP reloads the
 * configuration, SIGUSR1 reopens the log. Answers with the exit code.
 */
export function serveUntilSignal(
  gate: RunningGate,
  terminal: Terminal,
  onStopping: () => void = () => undefined,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    let stoppingSinceMs: number | null = null
    const stop = (): void => {
      const nowMs = terminal.nowMs()
      if (stoppingSinceMs !== null) {
        if (nowMs - stoppingSinceMs >= ECHO_MS) terminal.exit(EXIT.failed)
        return
      }
      stoppingSinceMs = nowMs
      onStopping()
      terminal.err('paart: finishing what is under way; once more ends at once\n')
      gate.stop().then(
        () => finish(EXIT.done),
        (error: unknown) => {
          terminal.err(`paart: ${String(error)}\n`)
          finish(EXIT.failed)
        },
      )
    }
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
