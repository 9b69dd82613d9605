import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program with a home of its own. It ends when the test program does, in whatever way. */
export interface HelperProcess {
  readonly child: ChildProcess
  readonly home: string
  /** Ends it with all that it started, and removes its home. */
  readonly stop: () => Promise<void>
}

export interface HelperOptions {
  readonly program: string
  /** `{home}` stands for the folder. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stdio?: readonly ('ignore' | 'pipe' | 'inherit')[]
}

/** An empty home that is private: keeps the settings of the machine out. */
export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'paart-browser-'))
}

export function startHelper(options: HelperOptions, home = newHome()): HelperProcess {
  const { program, env, stdio = ['ignore', 'ignore', 'ignore'] } = options
  const args = options.args.map((arg) => arg.replace('{home}', home))
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
    cwd: home,
    detached: true,
    stdio: [...stdio],
    env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8', ...env },
  })
  const ended = once(child, 'exit')
  const clear = (): void => {
    signalGroup(child)
    rmSync(home, { recursive: true, force: true, maxRetries: 20 })
  }
  process.once('exit', clear)
  return {
    child,
    home,
    async stop() {
      process.off('exit', clear)
      if (signalGroup(child)) await ended
      clear()
    },
  }
}

/** What a browser has loaded down, once it has its name; null before that. */
export function readDownload(file: string): Buffer | null {
  return existsSync(file) ? readFileSync(file) : null
}

/** The whole group: what a browser started ends with it. False where it had ended. */
function signalGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined) return false
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
  return exitCode === null && signalCode === null
}
