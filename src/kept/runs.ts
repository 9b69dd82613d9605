import { randomBytes } from 'node:crypto'
import { closeSync, openSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { Beats, thisKernel } from './beats.ts'

const RUN_BYTES = 6
const LOCK = /^([0-9a-f]{12})\.(?:lock|beat)$/

/** Names of sockets have 108 bytes with the zero behind them. */
const SOCKET_PATH_BYTES_MAX = 107

/** The run whose lock or beat a file is; null for any other file. */
export function runOfLock(fileName: string): string | null {
  return LOCK.exec(fileName)?.[1] ?? null
}

export function lockPath(folder: string, run: string): string {
  return join(folder, `${run}.lock`)
}

/**
 * The life of one thread, as others in the folder see it: a Unix socket that somebody listens at. However
 * the thread ends the system takes its end of the socket away, and whoever calls is refused. (Node gives
 * no locks on files, and a process number may come again.) Threads on other machines are known by their beats.
 */
export class Run {
  readonly id: string
  readonly #folder: string
  readonly #server: Server
  readonly #reach: Reach
  readonly #beats: Beats

  private constructor(id: string, folder: string, held: Held) {
    this.id = id
    this.#folder = folder
    this.#server = held.server
    this.#reach = held.reach
    this.#beats = held.beats
  }

  /**
   * `kernel`: of this machine, for tests another one.
   * @throws the system's error where no socket can be made there.
   */
  static async begin(
    folder: string,
    id = randomBytes(RUN_BYTES).toString('hex'),
    kernel = thisKernel(),
  ): Promise<Run> {
    const reach = reachOf(folder)
    const server = createServer((socket) => socket.destroy())
    server.unref()
    try {
      await listen(server, reach.pathOf(id))
      const beats = await Beats.begin(folder, id, kernel)
      return new Run(id, folder, { server, reach, beats })
    } catch (error) {
      server.close()
      reach.close()
      throw error
    }
  }

  /** Whether the thread of a run lives. Where the system does not say, it does. */
  async isAlive(run: string): Promise<boolean> {
    if (run === this.id || (await isHeld(this.#reach.pathOf(run)))) return true
    return this.#beats.mayLive(run)
  }

  async end(): Promise<void> {
    if (!this.#server.listening) return
    await this.#beats.end()
    await new Promise((resolve) => this.#server.close(resolve))
    try {
      unlinkSync(lockPath(this.#folder, this.id))
    } catch {
      // Node has done it. It may lie there: nobody listens at it.
    }
    this.#reach.close()
  }
}

/** What a run has in the folder. */
interface Held {
  readonly server: Server
  readonly reach: Reach
  readonly beats: Beats
}

/** How sockets in a folder are named. */
interface Reach {
  readonly pathOf: (run: string) => string
  readonly close: () => void
}

/** A folder whose path is too long for a socket is reached by way of its open descriptor. */
function reachOf(folder: string): Reach {
  const longest = lockPath(folder, '0'.repeat(2 * RUN_BYTES))
  if (Buffer.byteLength(longest) <= SOCKET_PATH_BYTES_MAX) {
    return { pathOf: (run) => lockPath(folder, run), close: () => undefined }
  }
  const descriptor = openSync(folder, 'r')
  return {
    pathOf: (run) => lockPath(`/proc/self/fd/${descriptor}`, run),
    close: () => closeSync(descriptor),
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, resolve)
  })
}

function isHeld(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => resolve(!isRefusal(error)))
  })
}

/** Nobody listens, or there is no socket any more. */
function isRefusal(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT')
}
