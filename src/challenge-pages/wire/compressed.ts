import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { shortest } from './deflate.ts'

/** A file as it is, and as it goes over the wire. */
export interface Compressed {
  readonly body: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

/** Compresses a file as far as it goes: 40 ms for the script, once. What gets no shorter stays as it is. */
export function compressed(body: Buffer): Compressed {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  }
  const br = brotliCompressSync(body, { params })
  const gzip = shortest((options) => gzipSync(body, options))
  return { body, br: shorter(br, body), gzip: shorter(gzip, body) }
}

function shorter(packed: Buffer, body: Buffer): Buffer {
  return packed.length < body.length ? packed : body
}
