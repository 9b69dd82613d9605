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
  /** Milliseconds since any moment; never jumps. */
  readonly nowMs: () => number
}

/** The real one. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onSignal(signal, listener) {
      process.on(signal, listener)
      return () => process.off(signal, listener)
    },
    exit: (code) => process.exit(code),
    nowMs: () => performance.now(),
  }
}
