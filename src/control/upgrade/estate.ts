import { closeSync, readSync, statfsSync, writeSync } from 'node:fs'
import { type Heirloom } from '../../limits/index.ts'
import { systemSpoolDisk } from '../../kept/index.ts'

/** What is looked at and written at once; of tables that are nearly empty hardly any is. */
const BLOCK_BYTES = 64 * 1024

/** Memory, where the system has it as a folder: what is handed over was never on a disk. */
const MEMORY_FOLDER = '/dev/shm'

const NAME = 'paart-estate'

/** One table in the file: the blocks that hold anything, one behind the other. */
export interface Part {
  readonly name: string
  readonly bytes: number
  readonly blocks: readonly number[]
}

/**
 * A file without a name that a gate hands its tables over in, of so many bytes at most: it ends with the two that
 * have it open. In memory where there is room: containers often have 64 MiB of it.
 * @throws the system's error where none can be made.
 */
export function openEstate(
  folder: string,
  bytes: number,
): { readonly file: number; readonly close: () => void } {
  const name = `${NAME}-${process.pid}`
  const file = roomAt(MEMORY_FOLDER) >= bytes ? openThere(MEMORY_FOLDER, name) : null
  const open = file ?? systemSpoolDisk.open(folder, name)
  return { file: open, close: () => closeSync(open) }
}

/** In bytes; none where there is no such folder. */
function roomAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return -1
  }
}

/** Null where this user may not write there. */
function openThere(folder: string, name: string): number | null {
  try {
    return systemSpoolDisk.open(folder, name)
  } catch {
    return null
  }
}

/** Writes tables from the beginning of a file. They may change meanwhile. @throws the system's error */
export function writeEstate(file: number, tables: readonly Heirloom[]): readonly Part[] {
  let position = 0
  return tables.map(({ name, memory }) => {
    const blocks: number[] = []
    for (const [index, block] of blocksOf(memory)) {
      if (isEmpty(block)) continue
      writeAll(file, block, position)
      position += block.length
      blocks.push(index)
    }
    return { name, bytes: memory.byteLength, blocks }
  })
}

/**
 * Fills tables from a file: those of the same name and size. Answers with the names of the others, which stay empty.
 * @throws Error where the file ends too early.
 */
export function readEstate(
  file: number,
  parts: readonly Part[],
  tables: readonly Heirloom[],
): readonly string[] {
  let position = 0
  const filled = new Set<string>()
  for (const { name, bytes, blocks } of parts) {
    const table = tables.find((each) => each.name === name && each.memory.byteLength === bytes)
    const into =
      table === undefined ? null : Array.from(blocksOf(table.memory), ([, block]) => block)
    for (const index of blocks) {
      const length = Math.min(BLOCK_BYTES, bytes - index * BLOCK_BYTES)
      const block = into?.[index]
      if (block !== undefined) readAll(file, block, position)
      position += length
    }
    if (table !== undefined) filled.add(name)
  }
  return tables.map(({ name }) => name).filter((name) => !filled.has(name))
}

function* blocksOf(memory: SharedArrayBuffer): Generator<readonly [number, Uint8Array]> {
  for (let start = 0; start < memory.byteLength; start += BLOCK_BYTES) {
    const length = Math.min(BLOCK_BYTES, memory.byteLength - start)
    yield [start / BLOCK_BYTES, new Uint8Array(memory, start, length)]
  }
}

const NOTHING = Buffer.alloc(BLOCK_BYTES)

function isEmpty(block: Uint8Array): boolean {
  return NOTHING.compare(block, 0, block.length, 0, block.length) === 0
}

function writeAll(file: number, block: Uint8Array, position: number): void {
  for (let done = 0; done < block.length;) {
    done += writeSync(file, block, done, block.length - done, position + done)
  }
}

function readAll(file: number, block: Uint8Array, position: number): void {
  for (let done = 0; done < block.length;) {
    const read = readSync(file, block, done, block.length - done, position + done)
    if (read === 0) throw new Error('what was handed over is not whole')
    done += read
  }
}
