import { type Holder } from '../../limits/index.ts'
import { HeldBytes } from '../bounds/held-bytes.ts'
import { BLOCK_BYTES, type Block, type Blocks, type Sealed } from './blocks.ts'

/** Blocks of one answer in memory, on their way to the disk: beyond it the disk sets the pace. */
const UNWRITTEN_MAX = 4

/** For whom an answer waits, and who hears of it. */
export interface SpoolReader extends Holder {
  /** The next bytes, in their order; whether more of them may follow now, or `next` asks for them. */
  readonly onBytes: (bytes: Buffer) => boolean
  /** More may come, where `add` has said no. */
  readonly onRoom: () => void
  /** No more may come, and it is not only the disk's pace. */
  readonly onFull: () => void
  /** Nothing waits any more: it has been closed. `isWhole`: nor will anything come. */
  readonly onEmpty: (isWhole: boolean) => void
  /** The disk has lost what would have been next: it has been closed. */
  readonly onLost: () => void
}

interface SpooledBlock extends Block {
  /** What is to be written, until it is. */
  pieces: Sealed['pieces'] | null
  /** Whether the disk is at work on it. */
  isBusy: boolean
}

/**
 * One answer that waits in a spool, from the moment its reader turned out to be slow: what comes of it is
 * added at one end, and its reader takes from the other. What does not fill a block waits in memory, and what
 * the disk has refused does too.
 */
export class SpooledAnswer {
  readonly #store: Blocks
  readonly #reader: SpoolReader
  /** In the order they are to be read. */
  readonly #blocks: SpooledBlock[] = []
  /** Blocks that are in memory as yet. */
  #unwritten = 0
  /** Of those, what the disk has refused. */
  #refused = 0
  /** What comes behind all blocks. */
  #gathered = new HeldBytes()
  /** Whether there is no place for what is gathered. */
  #hasNoPlace = false
  #isHeldBack = false
  #isToldFull = false
  #isWanted = false
  #isEnded = false
  #isClosed = false

  constructor(store: Blocks, reader: SpoolReader) {
    this.#store = store
    this.#reader = reader
  }

  /** Takes a piece in any case; whether the next one may follow, or `onRoom` says when. */
  add(piece: Buffer): boolean {
    this.#gathered.add(piece)
    this.#work()
    this.#isHeldBack = !this.#isClosed && !this.#mayFollow
    if (this.#isHeldBack) this.#tellIfFull()
    return !this.#isHeldBack
  }

  /** All of it has come. */
  end(): void {
    this.#isEnded = true
    this.#isHeldBack = false
    this.#work()
  }

  /** Its reader has taken what it was given. */
  next(): void {
    this.#isWanted = true
    this.#goOn()
  }

  /** Nobody wants the rest. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#gathered = new HeldBytes()
    // What the disk is at work on follows when that is done.
    for (const block of this.#blocks) if (!block.isBusy) this.#free(block)
    this.#store.leave(this.#reader)
  }

  #free({ place }: Block): void {
    this.#store.giveBack(this.#reader, place)
  }

  /** Gives what is wanted, and stores the rest. */
  #work(): void {
    this.#give()
    if (!this.#isClosed) this.#storeGathered()
  }

  /** Something has changed: there may be room again. */
  #goOn(): void {
    this.#work()
    if (!this.#isHeldBack) return
    if (this.#isClosed || this.#mayFollow) {
      this.#isHeldBack = false
      this.#isToldFull = false
      this.#reader.onRoom()
    } else {
      this.#tellIfFull()
    }
  }

  /** Once, each time that nothing more may come. */
  #tellIfFull(): void {
    if (this.#isToldFull || !(this.#hasNoPlace || this.#refused > 0)) return
    this.#isToldFull = true
    this.#reader.onFull()
  }

  get #mayFollow(): boolean {
    return this.#unwritten < UNWRITTEN_MAX && this.#gathered.length < BLOCK_BYTES
  }

  /** Sends to the disk what fills a block, and the last one however short it is. */
  #storeGathered(): void {
    this.#hasNoPlace = false
    const leastBytes = this.#isEnded ? 1 : BLOCK_BYTES
    while (this.#gathered.length >= leastBytes && this.#unwritten < UNWRITTEN_MAX) {
      const place = this.#takePlace()
      this.#hasNoPlace = place === null
      if (place === null) return
      this.#write(place)
    }
  }

  #takePlace(): number | null {
    if (this.#blocks.length >= this.#store.answerBlocksMax) return null
    return this.#store.take(this.#reader)
  }

  #write(place: number): void {
    const sealed = this.#store.seal(place, this.#takeGathered())
    const block: SpooledBlock = { ...sealed, isBusy: true }
    this.#blocks.push(block)
    this.#unwritten++
    this.#store.write(sealed, (isWell) => this.#onWritten(block, isWell))
  }

  #onWritten(block: SpooledBlock, isWell: boolean): void {
    block.isBusy = false
    if (this.#isClosed) return this.#free(block)
    if (isWell) {
      block.pieces = null
      this.#unwritten--
    } else {
      this.#refused++
    }
    return this.#goOn()
  }

  /** As many pieces as fill a block, or all. */
  #takeGathered(): readonly Buffer[] {
    const { pieces } = this.#gathered
    this.#gathered = new HeldBytes()
    const taken: Buffer[] = []
    let room = BLOCK_BYTES
    for (const piece of pieces) {
      if (room > 0) taken.push(piece.subarray(0, room))
      if (piece.length > room) this.#gathered.add(piece.subarray(room))
      room -= Math.min(room, piece.length)
    }
    return taken
  }

  /** Gives the reader what it wants, as far as that is in memory, and has the disk asked for the rest. */
  #give(): void {
    while (this.#isWanted && !this.#isClosed) {
      const [block] = this.#blocks
      if (block === undefined) this.#giveGathered()
      else if (block.isBusy) return
      else if (block.pieces === null) return this.#read(block)
      else this.#giveRefused(block, block.pieces)
    }
  }

  #giveRefused(block: SpooledBlock, pieces: Sealed['pieces']): void {
    this.#unwritten--
    this.#refused--
    this.#pass(block, this.#store.unseal({ ...block, pieces }))
  }

  #read(block: SpooledBlock): void {
    block.isBusy = true
    this.#store.read(block, (bytes) => {
      block.isBusy = false
      if (this.#isClosed) return this.#free(block)
      if (bytes === null) return this.#lose()
      this.#pass(block, bytes)
      return this.#goOn()
    })
  }

  #pass(block: SpooledBlock, bytes: Buffer): void {
    this.#blocks.shift()
    this.#free(block)
    this.#isWanted = this.#reader.onBytes(bytes)
  }

  #lose(): void {
    this.close()
    this.#reader.onLost()
  }

  /**
   * What is in memory alone goes to its reader at once: it is less than three blocks. More may be added
   * meanwhile, so that it has all gone is only seen the next time.
   */
  #giveGathered(): void {
    if (this.#gathered.length === 0) return this.#leave()
    const { pieces } = this.#gathered
    this.#gathered = new HeldBytes()
    for (const piece of pieces) this.#isWanted = this.#reader.onBytes(piece)
  }

  #leave(): void {
    this.close()
    this.#reader.onEmpty(this.#isEnded)
  }
}
