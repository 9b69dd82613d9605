import { type ChildProcess, spawn } from 'node:child_process'
import { eventually } from './eventually.ts'

/** The launcher as it lies in a checkout. */
export const LAUNCHER = new URL('../../bin/paart', import.meta.url).pathname

/**
 * For a program that has an environment of its own: what a run of tests loads into each Node, so that none strips types
 * anew, and nothing else of the runner's.
 */
export const STRIPPED: { readonly NODE_OPTIONS: string } = {
  NODE_OPTIONS: /--import=\S+\/stripped\.mjs/.exec(process.env['NODE_OPTIONS'] ?? '')?.[0] ?? '',
}

/** The environment of a program that knows nothing of this test's but where programs lie. */
export function ownEnvironment(
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '', ...STRIPPED, ...more }
}

/** A command that runs in a process group of its own. */
export interface RunningCommand {
  /** Of the process that was started; the launcher becomes the gate. */
  readonly pid: number
  readonly out: () => string
  readonly err: () => string
  /** Settles when what it wrote for people matches; gives the first group of the match. */
  readonly says: (pattern: RegExp) => Promise<string>
  /** Sends a signal to the whole group, as a terminal does. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** Takes away what it writes to, as a reader does that ends before it. */
  readonly turnAway: () => void
  /** Settles with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Whether any process of the group is left. */
  readonly isAlive: () => boolean
}

export interface CommandOptions {
  readonly cwd: string
  /** Default: the launcher of this checkout. */
  readonly program?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a command of the gate as a person would. */
export function startCommand(argv: readonly string[], options: CommandOptions): RunningCommand {
  const { cwd, program = LAUNCHER, env } = options
  const child = spawn(program, argv, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env === undefined ? {} : { env }),
  })
  const out = textOf(child.stdout)
  const err = textOf(child.stderr)
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
  let isOver = false
  ended.then(() => (isOver = true)).catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    out,
    err,
    async says(pattern) {
      await eventually(`${argv.join(' ')} says ${pattern}`, () => pattern.test(err()) || isOver)
      const match = pattern.exec(err())
      if (match === null) throw new Error(`it ended without saying ${pattern}: ${err()}`)
      return match[1] ?? ''
    },
    signal: (signal) => signalGroup(child, signal),
    turnAway() {
      child.stdout.destroy()
      child.stderr.destroy()
    },
    ended,
    isAlive: () => signalGroup(child, 0),
  }
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

/** False where no process of the group is left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}
