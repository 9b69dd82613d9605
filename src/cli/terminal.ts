import { userInfo } from 'node:os'

/** Where a command writes: handed in, so that tests read what an operator would. */
export interface Terminal {
  /** Results: what a script reads. */
  readonly out: (text: string) => void
  /** Everything for people: progress, mistakes. */
  readonly err: (text: string) => void
  /** Calls back on a signal until the returned function is called. */
  readonly onSignal: (signal: NodeJS.Signals, listener: () => void) => () => void
  /** Ends the process at once: for people who press Ctrl-C twice. */
  readonly exit: (code: number) => void
  /** Whose terminal it is, for what is written down with a name; also behind `sudo`. */
  readonly user: () => string
  /** Milliseconds since any moment; never jumps. */
  readonly nowMs: () => number
}

/** The real one. */
export function processTerminal(): Terminal {
  // Whoever read it has gone (EPIPE), as `head` does: a gate must go on serving all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onSignal(signal, listener) {
      process.on(signal, listener)
      return () => process.off(signal, listener)
    },
    exit: (code) => process.exit(code),
    user: () => process.env['SUDO_USER'] ?? loginName(),
    nowMs: () => performance.now(),
  }
}

/** A container's user often has no name. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? ''}`
  }
}
