import { join } from 'node:path'
import { type KeptCount, type KeptCounts, type KeptState } from './kept.ts'
import { type FileName, isOver, isTruer, isVisible, type VisibleName } from './names.ts'
import { faultless, type StoreParts } from './parts.ts'
import { runOfLock } from './runs.ts'

/**
 * A lock nobody holds is taken away when it is so old: a thread that begins just now has made its own, and
 * holds it a moment later.
 */
const LOCK_AGE_MS = 60_000

/** One way through the folder. */
export class Sweep {
  readonly #parts: StoreParts
  readonly #nowMs: number
  /** Runs are asked once. One that is dead stays so. */
  readonly #alive = new Map<string, Promise<boolean>>()
  readonly #counts = emptyCounts()
  #othersKib = 0

  constructor(parts: StoreParts, nowMs: number) {
    this.#parts = parts
    this.#nowMs = nowMs
  }

  /** What is left of this gate's. */
  async run(): Promise<KeptCounts> {
    for await (const shelf of this.#parts.depot.names()) {
      for (const files of Map.groupBy(shelf, ({ id }) => id).values()) await this.#tendAll(files)
    }
    this.#parts.depot.room.countOthers(this.#othersKib)
    await this.#removeLocks()
    return this.#counts
  }

  async #tendAll(files: readonly FileName[]): Promise<void> {
    const [first, ...others] = files
    if (first === undefined) return
    const truest = others.reduce((one, other) => (isTruer(other, one) ? other : one), first)
    for (const name of files) await faultless(this.#parts, () => this.#tend(name, truest))
  }

  async #tend(name: FileName, truest: FileName): Promise<void> {
    const { room } = this.#parts.depot
    const isOwn = name.account === room.account
    if (!isOwn && (await this.#isAlive(name.account))) {
      this.#othersKib += name.kib
      return
    }
    if (name.owner !== null && (await this.#isAlive(name.owner))) {
      if (isOwn) this.#count(name)
    } else if (this.#isWaste(name, truest)) {
      await this.#takeAway(name, isOwn)
    } else if (isVisible(name)) {
      await this.#keep(name, isOwn)
    }
  }

  /** Of a file in nobody's hands: whether nobody will want it. */
  #isWaste(name: FileName, truest: FileName): boolean {
    // The body of a delivered submission: the thread that wrote the receipt ended before it was removed.
    const hasReceipt = truest.state === 'delivered' || truest.state === 'answered'
    const isLeftBehind = hasReceipt && (name.state === 'delivering' || name.state === 'unknown')
    return (
      !isVisible(name) || isLeftBehind || isOver(name, this.#nowMs, this.#parts.settings().forMs)
    )
  }

  async #takeAway(name: FileName, isOwn: boolean): Promise<void> {
    const { depot } = this.#parts
    // What an ended gate reserved is not counted any more.
    await (isOwn ? depot.discard(name) : depot.remove(name))
  }

  /** What was under way in an ended thread is unknown; what an ended gate kept is this one's from now on. */
  async #keep(name: VisibleName, isOwn: boolean): Promise<void> {
    const { depot } = this.#parts
    const state = name.state === 'delivering' ? 'unknown' : name.state
    const { account } = depot.room
    const kept: VisibleName = { ...name, state, account, owner: null }
    if (!isOwn || name.owner !== null) {
      if (!(await depot.rename(name, kept))) return
      if (!isOwn) depot.room.hold(kept)
    }
    this.#count(kept)
  }

  #count(name: FileName): void {
    if (!isVisible(name)) return
    const { number, bytes } = this.#counts[name.state]
    this.#counts[name.state] = { number: number + 1, bytes: bytes + name.kib * 1024 }
  }

  #isAlive(run: string): Promise<boolean> {
    const known = this.#alive.get(run)
    if (known !== undefined) return known
    const asked = this.#parts.depot.run.isAlive(run)
    this.#alive.set(run, asked)
    return asked
  }

  async #removeLocks(): Promise<void> {
    const { disk, folder } = this.#parts.depot
    for (const file of await disk.list(folder)) {
      const run = runOfLock(file)
      if (run === null || (await this.#isAlive(run))) continue
      await faultless(this.#parts, async () => {
        const path = join(folder, file)
        if ((await disk.changedMs(path)) < this.#nowMs - LOCK_AGE_MS) await disk.remove(path)
      })
    }
  }
}

export function emptyCounts(): Record<KeptState, KeptCount> {
  const none = { number: 0, bytes: 0 }
  return {
    kept: none,
    delivering: none,
    delivered: none,
    answered: none,
    unknown: none,
    moved: none,
  }
}
