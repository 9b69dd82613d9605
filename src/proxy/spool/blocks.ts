import { type Holder } from '../../limits/index.ts'

/** What is written and read at once: what one read of a connection brings at most. */
export const BLOCK_BYTES = 64 * 1024

/** A block as the disk sees it, and what it takes to open it again, which the disk never sees. */
export interface Sealed {
  readonly pieces: readonly Buffer[]
  readonly nonce: Buffer
  readonly tag: Buffer
}

/** Where a block lies in the file, and how it is opened. */
export interface Block extends Omit<Sealed, 'pieces'> {
  readonly place: number
  readonly length: number
}

/** What a worker's answers share: a file in blocks. */
export interface Blocks {
  /** Of one answer. */
  readonly answerBlocksMax: number
  /** A place for one more block of somebody's; null where there is none for him, or the disk fails. */
  readonly take: (holder: Holder) => number | null
  /** Nothing is read from or written to a place any more. */
  readonly giveBack: (holder: Holder, place: number) => void
  readonly seal: (place: number, pieces: readonly Buffer[]) => Block & Sealed
  /** Opens what never came to the disk. @throws Error */
  readonly unseal: (sealed: Sealed) => Buffer
  readonly write: (block: Block & Sealed, done: (isWell: boolean) => void) => void
  /** Null where it cannot be read, or is not what was written. */
  readonly read: (block: Block, done: (bytes: Buffer | null) => void) => void
  /** An answer has gone to its reader, or nobody wants it any more. */
  readonly leave: (holder: Holder) => void
}
