import { join } from 'node:path'
import { type KeptRoom } from '../limits/index.ts'
import { type Disk, isMissing } from './disk.ts'
import {
  type FileName,
  isTruer,
  isVisible,
  readName,
  spellName,
  type VisibleName,
} from './names.ts'
import { type Run } from './runs.ts'

/** A file whose name changes while it is looked for is looked for again; each time somebody got on with it. */
const LOOKS_MAX = 8

/** Folders in the folder, by the first character of the id: none of them gets so long that a look costs much. */
const SHELVES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('')

export interface DepotParts {
  readonly disk: Disk
  /** Absolute. */
  readonly folder: string
  readonly room: KeptRoom
  readonly run: Run
}

/** The folder as one thread works in it: finds files, changes what they are called, takes them away. */
export class Depot {
  readonly disk: Disk
  readonly room: KeptRoom
  readonly run: Run
  readonly folder: string

  constructor({ disk, folder, room, run }: DepotParts) {
    this.disk = disk
    this.folder = folder
    this.room = room
    this.run = run
  }

  /** Makes the folders; what is there already stays. */
  static async prepare(disk: Disk, folder: string): Promise<void> {
    await disk.makeFolder(folder)
    for (const shelf of SHELVES) await disk.makeFolder(join(folder, shelf))
    await disk.syncFolder(folder)
  }

  pathOf(name: FileName): string {
    return join(this.folder, name.id.charAt(0), spellName(name))
  }

  /** Makes it certain that a loss of power does not undo what was renamed. */
  sync(name: FileName): Promise<void> {
    return this.disk.syncFolder(join(this.folder, name.id.charAt(0)))
  }

  /** All files, shelf by shelf. A shelf that somebody took away, as empty folders are, is made again. */
  async *names(): AsyncGenerator<readonly FileName[], void, undefined> {
    for (const shelf of SHELVES) {
      const listed = await this.#list(shelf)
      if (listed === null) await this.disk.makeFolder(join(this.folder, shelf))
      else yield listed.map(readName).filter((name) => name !== null)
    }
  }

  /** The name a submission has now; null where there is none. */
  async find(id: string): Promise<VisibleName | null> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const name = await this.#lookFor(id)
      if (name === null || !(await this.isAbandoned(name))) return name
      await this.rename(name, { ...name, state: 'unknown', owner: null })
    }
    return null
  }

  /**
   * Does something with a submission under the name it has now; null where there is none. Where somebody
   * renames it meanwhile it is done anew.
   */
  async withName<T>(id: string, work: (name: VisibleName) => Promise<T>): Promise<T | null> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const name = await this.find(id)
      if (name === null) return null
      try {
        return await work(name)
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    return null
  }

  /** Whether it is in the hands of a thread that has ended. */
  async isAbandoned({ owner }: FileName): Promise<boolean> {
    return owner !== null && !(await this.run.isAlive(owner))
  }

  /** False, with nothing changed, where the file is not called `from` any more. */
  async rename(from: FileName, to: FileName): Promise<boolean> {
    try {
      await this.disk.rename(this.pathOf(from), this.pathOf(to))
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }

  /** Takes a file away and gives its room back; false where somebody else has done so. */
  async discard(name: FileName): Promise<boolean> {
    // Its room is another gate's: that one removes it.
    if (name.account !== this.room.account) {
      return this.rename(name, { ...name, state: 'gone', owner: null })
    }
    if (!(await this.remove(name))) return false
    this.room.release(name)
    return true
  }

  /** Takes a file away that nobody counts. */
  async remove(name: FileName): Promise<boolean> {
    try {
      await this.disk.remove(this.pathOf(name))
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }

  /** A list that is made while a file is renamed may have it under neither name: then again. */
  async #lookFor(id: string): Promise<VisibleName | null> {
    return (await this.#lookOnce(id)) ?? this.#lookOnce(id)
  }

  async #lookOnce(id: string): Promise<VisibleName | null> {
    const listed = (await this.#list(id.charAt(0))) ?? []
    let found: VisibleName | null = null
    for (const text of listed) {
      if (!text.startsWith(id)) continue
      const name = readName(text)
      if (name === null || !isVisible(name)) continue
      if (found === null || isTruer(name, found)) found = name
    }
    return found
  }

  /** Null where there is no such shelf. */
  async #list(shelf: string): Promise<readonly string[] | null> {
    try {
      return await this.disk.list(join(this.folder, shelf))
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
}
