import { HEAD_BYTES } from './head.ts'
import { sealedLength, TAG_BYTES } from './sealing.ts'

/**
 * What the smallest submission is counted with: its blocks, its inode, its name. So at most
 * `totalMax / 16 KiB` files lie in the folder, 327,680 with 5 GiB, and 5,285 on a shelf.
 */
export const FILE_BYTES_LEAST = 16_384

const KIB = 1_024

/** In KiB: a file with a submission of so many plain bytes and a body or an answer of so many. */
export function costOf(submissionBytes: number, bytes: number): number {
  const file = HEAD_BYTES + submissionBytes + TAG_BYTES + sealedLength(bytes)
  return Math.ceil(Math.max(FILE_BYTES_LEAST, file) / KIB)
}

/** Likewise, with nothing behind the submission. */
export function leastCostOf(submissionBytes: number): number {
  return costOf(submissionBytes, 0)
}
