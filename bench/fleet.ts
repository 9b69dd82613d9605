import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable } from 'node:stream'
import { type Ready } from './servers/program.ts'

/** Reading the gate's sources and making its memory, on a machine that is busy. */
const START_MS_MAX = 30_000

/** How often a server that cannot tell is tried until it answers. */
const TRY_MS = 20

/** While they end, programs may still write into the folder. */
const REMOVE_TRIES = 5

/** A server of the benchmark, in a process of its own. */
export interface RunningServer extends Ready {
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** The processes of one run and their folder; none of them outlives it. */
export class Fleet {
  /** For keys, logs and configurations; gone at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), 'paart-bench-'))
  readonly #children = new Set<ChildProcess>()

  /** Starts one of our programs; a message channel tells it when we are gone. */
  program(
    file: string,
    args: readonly string[],
    execArgv: readonly string[] = process.execArgv,
  ): ChildProcess {
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const
    const options = { stdio: [...stdio], execArgv: [...execArgv] }
    return this.#keep(fork(join(import.meta.dirname, file), [...args], options))
  }

  /** Starts one that says what it has found out. */
  asked(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): ChildProcess & { readonly stdout: Readable } {
    const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    this.#keep(child)
    return child
  }

  /** Starts a server of ours and waits until it listens. */
  async server(file: string, args: readonly string[]): Promise<RunningServer> {
    return this.ready(this.program(file, args), file)
  }

  /** Waits until a program of ours listens. */
  async ready(child: ChildProcess, file: string): Promise<RunningServer> {
    const ready = await new Promise<Ready>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${file} does not start`)), START_MS_MAX)
      child.once('message', (message: Ready) => {
        clearTimeout(late)
        resolve(message)
      })
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
    })
    return { ...ready, pid: child.pid ?? 0, stop: () => stop(child) }
  }

  /** Starts a program that is not ours, and waits until its port answers. What it says goes to a file. */
  async foreign(
    program: string,
    args: readonly string[],
    {
      port,
      output,
      env = {},
    }: {
      readonly port: number
      readonly output?: string | undefined
      readonly env?: Readonly<Record<string, string>> | undefined
    },
  ): Promise<RunningServer> {
    const file = output === undefined ? null : openSync(output, 'a')
    const stdio = ['ignore', file ?? 'ignore', file ?? 'inherit'] as const
    const child = this.#keep(
      spawn(program, args, { stdio: [...stdio], env: { ...process.env, ...env } }),
    )
    if (file !== null) closeSync(file)
    for (let waitedMs = 0; !(await answers(port)); waitedMs += TRY_MS) {
      if (waitedMs > START_MS_MAX || child.exitCode !== null) {
        const said = output === undefined ? '' : `: ${readFileSync(output, 'utf8')}`
        throw new Error(`${program} does not start${said}`)
      }
      await new Promise((resolve) => void setTimeout(resolve, TRY_MS))
    }
    return { port, passes: [], pid: child.pid ?? 0, stop: () => stop(child) }
  }

  #keep(child: ChildProcess): ChildProcess {
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  /** Ends everything at once; may be called while the program exits. */
  end(): void {
    // Not SIGKILL: nginx would leave its worker behind.
    for (const child of this.#children) child.kill('SIGTERM')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: REMOVE_TRIES })
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
