import { type Sharer } from '../limits/index.ts'
import { readContents, readGlance, readShown } from './contents.ts'
import { costOf } from './cost.ts'
import { takeIn } from './intake.ts'
import {
  type Arrival,
  type Glance,
  type KeptFile,
  type KeptStore,
  type NotKept,
  type Shown,
  type Submission,
  type Ticket,
} from './kept.ts'
import { isId, sealingKeysOf, tagKeyOf } from './keys.ts'
import { isOver, type VisibleName } from './names.ts'
import { OpenedFile } from './opened.ts'
import { type StoreOptions } from './options.ts'
import { openParts, type StoreParts } from './parts.ts'

/**
 * Opens the store for one worker, in the folder of the caretaker.
 * @throws the system's error where that cannot be used.
 */
export async function openKeptStore(options: StoreOptions): Promise<KeptStore> {
  return new Store(await openParts(options))
}

class Store implements KeptStore {
  readonly #parts: StoreParts

  constructor(parts: StoreParts) {
    this.#parts = parts
  }

  get mark(): string {
    return this.#parts.mark
  }

  keep(
    submission: Submission,
    body: AsyncIterable<Uint8Array>,
    arrival: Arrival,
  ): Promise<Ticket | NotKept> {
    return takeIn(this.#parts, submission, body, arrival)
  }

  mayKeep(sharer: Sharer, bytes: number, isForeign: boolean): boolean {
    const settings = this.#parts.settings()
    const { room } = this.#parts.depot
    const portion = { ...room.placesOf(sharer), kib: costOf(0, bytes) }
    const asked = { isForeign, isSettled: sharer.isSettled }
    return bytes <= settings.bytesMax && room.hasRoom(portion, settings, asked)
  }

  async open(ticket: Ticket): Promise<KeptFile | null> {
    const sealing = sealingKeysOf(ticket)
    const tagKey = tagKeyOf(ticket)
    if (sealing === null || tagKey === null) return null
    const keys = { ...sealing, tagKey }
    return this.#find(ticket.id, async (name) => {
      const contents = await readContents(this.#parts.depot, name, keys)
      return contents && new OpenedFile({ parts: this.#parts, keys, name, contents })
    })
  }

  async glance(ticket: Pick<Ticket, 'id' | 'cookieHalf'>): Promise<Glance | null> {
    const tagKey = tagKeyOf(ticket)
    if (tagKey === null) return null
    return this.#find(ticket.id, (name) => readGlance(this.#parts.depot, name, tagKey))
  }

  async show(id: string): Promise<Shown | null> {
    return isId(id) ? this.#find(id, (name) => readShown(this.#parts.depot, name)) : null
  }

  async discard(ticket: Pick<Ticket, 'id' | 'cookieHalf'>): Promise<boolean> {
    const tagKey = tagKeyOf(ticket)
    if (tagKey === null) return false
    const { depot } = this.#parts
    const isDone = await this.#find(ticket.id, async (name) => {
      const isHis = (await readGlance(depot, name, tagKey)) !== null
      return isHis && name.state !== 'delivering' ? depot.discard(name) : null
    })
    return isDone === true
  }

  async close(): Promise<void> {
    await this.#parts.depot.run.end()
  }

  /** What is over is not found, though it may lie there until the next sweep. */
  #find<T>(id: string, read: (name: VisibleName) => Promise<T | null>): Promise<T | null> {
    const { depot, settings, wallMs } = this.#parts
    return depot.withName(id, async (name) => {
      const isDone = name.state !== 'delivering' && isOver(name, wallMs(), settings().forMs)
      return isDone ? null : read(name)
    })
  }
}
