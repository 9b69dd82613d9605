import { ANSWER_SHARE, type Holder, Portions } from '../../limits/index.ts'
import { BlockSeal } from './block-seal.ts'
import { BLOCK_BYTES, type Block, type Blocks, type Sealed } from './blocks.ts'
import { memoryShare } from '../bounds/memory.ts'
import { DiskTurns } from './disk-turns.ts'
import { type SpoolDisk, systemSpoolDisk } from '../../kept/index.ts'
import { SpooledAnswer, type SpoolReader } from './spooled-answer.ts'

/** Of the memory that answers may take beside the file: of each one block, while its reader takes it. */
const READ_BYTES_MAX = 512 * 1024 * 1024
const READ_SHARE = 1 / 4

/** Answers in the file at the same time: 2,048, or as many as a small machine has that memory for. */
function answersMaxHere(): number {
  return Math.floor((memoryShare(READ_BYTES_MAX) * READ_SHARE) / BLOCK_BYTES)
}

/** A disk that failed is left alone for so long; meanwhile answers come as fast as they are read. */
const FAULT_PAUSE_MS = 10_000

/** The disk failed: the system's code, such as `ENOSPC`, and at what. */
export interface SpoolFault {
  readonly code: string
  readonly doing: 'open' | 'write' | 'read'
}

export interface SpoolOptions {
  /** Made where it is missing. */
  readonly folder: string
  /** Of the file while it has no name yet; another one in each worker of a gate. */
  readonly name: string
  /** Of the file. */
  readonly bytesMax: number
  /** The steady clock. */
  readonly nowMs: () => number
  readonly onFault: (fault: SpoolFault) => void
  readonly answersMax?: number
  /** Of one answer. */
  readonly answerBytesMax?: number
  /** Default: the system's. */
  readonly disk?: SpoolDisk
}

/** The file as it is now. */
interface OpenFile {
  readonly descriptor: number
  /** Places that have been used and are free again. */
  readonly free: number[]
  /** How many it has had. */
  places: number
}

/**
 * Where answers wait that their readers take more slowly than there is memory for: one file of each worker,
 * without a name, in blocks that any answer may have. A block that was read is the next one's. When nothing
 * waits any more the file is closed, which gives the disk its room back. One address has a quarter of it at
 * most, one network half (`Portions`), of bytes and of answers.
 */
export class Spool implements Blocks {
  readonly answerBlocksMax: number
  readonly #options: SpoolOptions
  readonly #disk: SpoolDisk
  readonly #held: Portions
  readonly #answers: Portions
  readonly #turns = new DiskTurns()
  readonly #seal = new BlockSeal()
  /** What is read into: as many as there are reads at the same time. */
  readonly #spare: Buffer[] = []
  #file: OpenFile | null = null
  #pausedUntilMs = -Infinity

  constructor(options: SpoolOptions) {
    const { bytesMax, answersMax = answersMaxHere(), disk = systemSpoolDisk } = options
    const { answerBytesMax = bytesMax * ANSWER_SHARE } = options
    this.answerBlocksMax = Math.max(1, Math.floor(answerBytesMax / BLOCK_BYTES))
    this.#options = options
    this.#disk = disk
    this.#held = new Portions(bytesMax, { leastMax: BLOCK_BYTES })
    this.#answers = new Portions(answersMax)
  }

  /** Bytes of the file that are in use. */
  get bytes(): number {
    return this.#held.held
  }

  /** Makes room for an answer; null where there is none for it, or where the disk fails. */
  open(reader: SpoolReader): SpooledAnswer | null {
    if (!this.#answers.hasRoom(reader) || !this.#hasBlock(reader)) return null
    if (!this.#isReady()) return null
    this.#answers.take(reader)
    return new SpooledAnswer(this, reader)
  }

  leave(reader: Holder): void {
    this.#answers.giveBack(reader)
    this.#closeUnused()
  }

  #hasBlock(holder: Holder): boolean {
    return this.#held.hasRoom(holder, BLOCK_BYTES)
  }

  /** Whether there is a file that can be written, as far as anybody knows. */
  #isReady(): boolean {
    const { folder, name, nowMs } = this.#options
    if (nowMs() < this.#pausedUntilMs) return false
    if (this.#file !== null) return true
    try {
      this.#file = { descriptor: this.#disk.open(folder, name), free: [], places: 0 }
      return true
    } catch (error) {
      this.#fail('open', error)
      return false
    }
  }

  take(holder: Holder): number | null {
    if (!this.#hasBlock(holder) || !this.#isReady() || this.#file === null) return null
    this.#held.take(holder, BLOCK_BYTES)
    return this.#file.free.pop() ?? this.#file.places++
  }

  giveBack(holder: Holder, place: number): void {
    this.#held.giveBack(holder, BLOCK_BYTES)
    this.#file?.free.push(place)
    this.#closeUnused()
  }

  #closeUnused(): void {
    if (this.#file === null || this.#answers.held > 0 || this.#held.held > 0) return
    this.#disk.close(this.#file.descriptor)
    this.#file = null
  }

  seal(place: number, pieces: readonly Buffer[]): Block & Sealed {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    return { ...this.#seal.seal(pieces), place, length }
  }

  unseal({ pieces, nonce, tag }: Sealed): Buffer {
    return this.#seal.open(Buffer.concat(pieces), { nonce, tag })
  }

  write({ place, pieces }: Block & Sealed, done: (isWell: boolean) => void): void {
    this.#turns.add((next) => {
      this.#disk.write(this.#descriptor, pieces, place * BLOCK_BYTES, (error) => {
        next()
        if (error !== null) this.#fail('write', error)
        done(error === null)
      })
    })
  }

  read({ place, length, nonce, tag }: Block, done: (bytes: Buffer | null) => void): void {
    this.#turns.add((next) => {
      const whole = this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)
      const sealed = whole.subarray(0, length)
      this.#disk.read(this.#descriptor, sealed, place * BLOCK_BYTES, (error) => {
        if (error !== null) this.#fail('read', error)
        const bytes = error === null ? this.#opened(sealed, { nonce, tag }) : null
        this.#spare.push(whole)
        next()
        done(bytes)
      })
    })
  }

  /** Whoever has a block has a file. */
  get #descriptor(): number {
    return this.#file?.descriptor ?? -1
  }

  #opened(sealed: Uint8Array, how: Omit<Sealed, 'pieces'>): Buffer | null {
    try {
      return this.#seal.open(sealed, how)
    } catch (error) {
      this.#fail('read', error)
      return null
    }
  }

  #fail(doing: SpoolFault['doing'], error: unknown): void {
    this.#pausedUntilMs = this.#options.nowMs() + FAULT_PAUSE_MS
    const hasCode = error instanceof Error && 'code' in error
    this.#options.onFault({ code: hasCode ? String(error.code) : String(error), doing })
  }
}
