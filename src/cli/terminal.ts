import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { goesToJournal } from './journal.ts'

/** Where a command writes: handed in, so that tests read what an operator would. */
export interface Terminal {
  /** Results: what a script reads. */
  readonly out: (text: string) => void
  /** Everything for people: progress, mistakes. */
  readonly err: (text: string) => void
  /** Whether `err` goes to systemd's journal, which wants to know how bad each line is. */
  readonly isJournal: boolean
  /** What is piped into the command. */
  readonly input: () => AsyncIterable<Buffer>
  /**
   * Calls back on a signal until the returned function is called; at once for one that came before
   * anybody listened.
   */
  readonly onSignal: (signal: NodeJS.Signals, listener: () => void) => () => void
  /** Ends the process at once: for people who press Ctrl-C twice. */
  readonly exit: (code: number) => void
  /** What was said beforehand: which configuration, and by a service manager. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where a configuration is looked for that nobody names, the nearest first. */
  readonly configPlaces: readonly string[]
  /** Whose terminal it is, for what is written down with a name; also behind `sudo`. */
  readonly user: () => string
  /** The address that somebody is connected from; empty where that is not known. */
  readonly from: () => string
  /** Milliseconds since any moment; never jumps. */
  readonly nowMs: () => number
}

/** Of a checkout, or of whoever works in a folder of theirs; then of an installed package. */
const CONFIG_PLACES = ['./config/paart.yaml', '/etc/paart/paart.yaml']

/** What serves until a signal comes. A hangup ends all other commands. */
const SERVING: ReadonlySet<string> = new Set(['run', 'demo'])

/** The real one, of a command as it was typed. */
export function processTerminal(argv: readonly string[]): Terminal {
  const early = new EarlySignals()
  early.heed('SIGUSR1')
  if (argv.some((word) => SERVING.has(word))) early.heed('SIGHUP')
  // Whoever read it has gone (EPIPE), as `head` does: a gate must go on serving all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isJournal: goesToJournal(process.stderr.fd, process.env['JOURNAL_STREAM']),
    input: () => process.stdin,
    onSignal(signal, listener) {
      process.on(signal, listener)
      if (early.take(signal)) queueMicrotask(listener)
      return () => process.off(signal, listener)
    },
    exit: (code) => process.exit(code),
    env: process.env,
    configPlaces: CONFIG_PLACES,
    user: () => process.env['SUDO_USER'] ?? loginName(),
    from: () => connectedFrom(),
    nowMs: () => performance.now(),
  }
}

/**
 * Signals by which no command ends. They are heard as long as the process lives: without a listener
 * the system would end it, or Node would open its debugger.
 */
class EarlySignals {
  readonly #came = new Set<NodeJS.Signals>()
  readonly #isHeard = new Set<NodeJS.Signals>()

  heed(signal: NodeJS.Signals): void {
    process.on(signal, () => {
      if (!this.#isHeard.has(signal)) this.#came.add(signal)
    })
  }

  /** Whether one came before anybody asked. */
  take(signal: NodeJS.Signals): boolean {
    this.#isHeard.add(signal)
    return this.#came.delete(signal)
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

/** The first word of what sshd says: `client port server port`. */
const SSH_CONNECTION = /(?:^|\0)SSH_CONNECTION=([0-9A-Fa-f.:]{2,45}) /

/** More processes lie between nobody and their sshd. */
const ANCESTORS_MAX = 16

/** `sudo` keeps it from what it starts: then one of those that came before has it, if they can be read. */
function connectedFrom(): string {
  const own = process.env['SSH_CONNECTION']?.split(' ', 1)[0]
  if (own !== undefined) return own
  let pid = process.ppid
  for (let steps = 0; pid > 1 && steps < ANCESTORS_MAX; steps++) {
    const [, address] = SSH_CONNECTION.exec(textOf(`/proc/${pid}/environ`)) ?? []
    if (address !== undefined) return address
    pid = Number(/^PPid:\t(\d+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0)
  }
  return ''
}

/** Empty where it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
