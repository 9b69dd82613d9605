import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { get } from '../http.ts'

/** A legacy application as Debian ships it, on a free port of 127.0.0.1. */
export interface Application {
  readonly port: number
  /** Its configuration, data and logs; gone once it is stopped. */
  readonly folder: string
  readonly stop: () => Promise<void>
}

export interface ApplicationStart {
  readonly port: number
  readonly folder: string
  readonly program: string
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A page that answers with less than 500 as soon as the application is ready. */
  readonly readyPath: string
}

/** How often an application that starts is asked; nothing hangs on this number. */
const LOOK_MS = 50

/** A cold Tomcat on a busy machine of two cores takes some seconds, never this long. */
const START_MS_MAX = 60_000

/** An application that was asked to end and has not within this time is killed. */
const END_MS_MAX = 5_000

/** `nobody`, in every Debian: servers refuse to work for root, and shall not. */
const UNPRIVILEGED_ID = 65_534

/** A folder for one application, below the system's temporary one. */
export function newApplicationFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-application-'))
  chmodSync(folder, 0o755)
  return folder
}

/** A port nobody listens on right now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

/**
 * Starts an application without privileges and waits until it answers. It is told to end when the
 * test program ends in whatever way, so that nothing is left behind.
 */
export async function startApplication(start: ApplicationStart): Promise<Application> {
  const { port, folder, program, argv, env } = start
  const drop = dropPrivileges(folder)
  const child = spawn('setpriv', [...drop, '--pdeathsig', 'TERM', '--', program, ...argv], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8', ...env },
  })
  const output = lastOutputOf(child)
  const clear = (): void => {
    signalGroup(child, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', clear)
  const stop = async (): Promise<void> => {
    process.off('exit', clear)
    await untilEnded(child)
    clear()
  }
  try {
    await untilReady(child, start)
  } catch (error) {
    const said = `${output()}\n${readLog(join(folder, 'error.log'))}`
    await stop()
    throw new Error(`${program} did not start: ${said}`, { cause: error })
  }
  return { port, folder, stop }
}

/** Hands the folder over and gives the options of `setpriv`, which only root needs. */
function dropPrivileges(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return []
  const id = String(UNPRIVILEGED_ID)
  const { status } = spawnSync('chown', ['-R', `${id}:${id}`, folder])
  if (status !== 0) throw new Error(`could not hand over ${folder}`)
  return ['--reuid', id, '--regid', id, '--clear-groups']
}

/** The last of what a program said is what explains why it did not start. */
const OUTPUT_CHARACTERS_MAX = 4_000

function lastOutputOf(child: ChildProcess): () => string {
  let said = ''
  const add = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  child.on('error', (error) => add(Buffer.from(error.message)))
  return () => said
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-OUTPUT_CHARACTERS_MAX)
  } catch {
    return ''
  }
}

async function untilReady(child: ChildProcess, { port, readyPath }: ApplicationStart) {
  const untilMs = performance.now() + START_MS_MAX
  while (!(await isReady(port, readyPath))) {
    if (hasEnded(child)) throw new Error('it ended')
    if (performance.now() > untilMs) throw new Error('it took too long')
    await delay(LOOK_MS)
  }
}

async function isReady(port: number, path: string): Promise<boolean> {
  try {
    return (await get(port, path)).status < 500
  } catch {
    return false
  }
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

async function untilEnded(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  signalGroup(child, 'SIGTERM')
  await Promise.race([ended, delay(END_MS_MAX, null, { ref: false })])
}

/** The whole group: a server's own children end with it. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}
