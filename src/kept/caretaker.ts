import { Depot } from './depot.ts'
import { systemDisk } from './disk.ts'
import { type Caretaker, type KeptCounts } from './kept.ts'
import { type StoreOptions } from './options.ts'
import { faultless, openParts, type StoreParts } from './parts.ts'
import { emptyCounts, Sweep } from './sweep.ts'

/**
 * Opens the store for the main thread, before any worker's: makes the folder, for its owner alone.
 * @throws DiskError where it cannot be made, or belongs to somebody else.
 */
export async function openCaretaker(options: StoreOptions): Promise<Caretaker> {
  await Depot.prepare(options.disk ?? systemDisk, options.settings().folder)
  return new FolderCaretaker(await openParts(options, options.room.account))
}

class FolderCaretaker implements Caretaker {
  readonly #parts: StoreParts
  #counts: KeptCounts = emptyCounts()
  #sweeping: Promise<void> | null = null

  constructor(parts: StoreParts) {
    this.#parts = parts
  }

  get mark(): string {
    return this.#parts.mark
  }

  counts(): KeptCounts {
    return this.#counts
  }

  sweep(nowMs: number): Promise<void> {
    this.#sweeping ??= this.#sweep(nowMs).finally(() => {
      this.#sweeping = null
    })
    return this.#sweeping
  }

  async close(): Promise<void> {
    await this.#sweeping
    await this.#parts.depot.run.end()
  }

  async #sweep(nowMs: number): Promise<void> {
    await faultless(this.#parts, async () => {
      this.#counts = await new Sweep(this.#parts, nowMs).run()
    })
  }
}
