import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'

export const MIB = 1024 * 1024

/** Pieces as an application writes them. */
const PIECE_BYTES = 64 * 1024

/** How much came, and its CRC-32: nothing of it is kept. */
export interface Sum {
  readonly bytes: number
  readonly crc: number
}

/** So many MiB in which no two pieces are alike, made while they are read. */
export function bulkOf(mebibytes: number): { readonly bytes: number; readonly stream: Readable } {
  const bytes = mebibytes * MIB
  return { bytes, stream: Readable.from(pieces(bytes), { objectMode: false }) }
}

function* pieces(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.alloc(PIECE_BYTES, at / PIECE_BYTES)
    piece.writeUInt32LE(at / PIECE_BYTES)
    yield piece
  }
}

export async function sumOf(stream: AsyncIterable<unknown>): Promise<Sum> {
  let bytes = 0
  let crc = 0
  for await (const piece of stream) {
    if (!(piece instanceof Uint8Array)) continue
    bytes += piece.length
    crc = crc32(piece, crc)
  }
  return { bytes, crc }
}
