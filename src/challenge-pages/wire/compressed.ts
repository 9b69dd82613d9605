import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { shortest } from './deflate.ts'

/** Content codings (RFC 9110 section 8.4.1) in which files are sent, the shorter first. */
export const FILE_CODINGS = ['br', 'gzip'] as const

export type FileCoding = (typeof FILE_CODINGS)[number]

/** What a package brings of a file in a coding; null where it brings nothing. */
export type Shipped = (coding: FileCoding) => Buffer | null

const COMPRESS: Readonly<Record<FileCoding, (body: Buffer) => Buffer>> = {
  br: (body) =>
    brotliCompressSync(body, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => shortest((options) => gzipSync(body, options)),
}

/**
 * A file as it is, and as it goes over the wire: as a package brings it, else compressed as far as it goes when
 * somebody first takes it so, 40 ms for the script, once. What gets no shorter stays as it is.
 */
export class Compressed {
  readonly body: Buffer
  readonly #shipped: Shipped
  readonly #found = new Map<FileCoding, Buffer>()

  constructor(body: Buffer, shipped: Shipped = () => null) {
    this.body = body
    this.#shipped = shipped
  }

  /** The file in a coding; `body` itself where that is no longer. */
  in(coding: FileCoding): Buffer {
    const known = this.#found.get(coding)
    if (known !== undefined) return known
    const packed = this.#shipped(coding) ?? COMPRESS[coding](this.body)
    const found = packed.length < this.body.length ? packed : this.body
    this.#found.set(coding, found)
    return found
  }
}
