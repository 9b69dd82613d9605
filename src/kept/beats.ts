import { readFileSync } from 'node:fs'
import { readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** How often a thread shows those on other machines that it lives. */
const BEAT_MS = 10_000

/** Whoever has been silent for so long is gone: six beats, on a disk of which a network may be a part. */
const SILENT_MS = 60_000

/** Of one start of a machine's kernel, and so the same in all its containers. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** Which kernel this is: sockets in a folder lead to threads of the same one alone. */
export function thisKernel(): string {
  try {
    return readFileSync(BOOT_ID, 'latin1').trim()
  } catch {
    return hostname()
  }
}

/**
 * Signs of life for threads on other machines, where a folder lies on a disk that several have: each writes into a
 * file of its own from time to time. Both times that are compared are the disk's own, so clocks may differ.
 */
export class Beats {
  readonly #folder: string
  readonly #run: string
  readonly #kernel: string
  readonly #timer: NodeJS.Timeout

  private constructor(folder: string, run: string, kernel: string) {
    this.#folder = folder
    this.#run = run
    this.#kernel = kernel
    this.#timer = setInterval(() => void this.#beat().catch(() => undefined), BEAT_MS)
    this.#timer.unref()
  }

  /** @throws the system's error where it cannot be written. */
  static async begin(folder: string, run: string, kernel: string): Promise<Beats> {
    const beats = new Beats(folder, run, kernel)
    try {
      await beats.#beat()
    } catch (error) {
      clearInterval(beats.#timer)
      throw error
    }
    return beats
  }

  /**
   * Whether a thread may live at whose socket nobody listens here. One of this kernel does not; of another machine's
   * it is told by its beats, and where those cannot be read it does.
   */
  async mayLive(run: string): Promise<boolean> {
    const path = this.#pathOf(run)
    try {
      const kernel = await readFile(path, 'latin1')
      if (kernel === this.#kernel) return false
      const { mtimeMs } = await stat(path)
      return !(await this.#isSilent(mtimeMs))
    } catch (error) {
      return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
    }
  }

  async #isSilent(sinceMs: number): Promise<boolean> {
    const own = await stat(this.#pathOf(this.#run)).catch(() => null)
    return own !== null && own.mtimeMs - sinceMs >= SILENT_MS
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    // It may lie there: a sweep takes it away.
    await unlink(this.#pathOf(this.#run)).catch(() => undefined)
  }

  /** Written anew, so that the time is that of whoever has the disk. */
  #beat(): Promise<void> {
    return writeFile(this.#pathOf(this.#run), this.#kernel, { mode: 0o600 })
  }

  #pathOf(run: string): string {
    return join(this.#folder, `${run}.beat`)
  }
}
