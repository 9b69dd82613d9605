/** How little goes over the wire: pages in gzip without work for each, and a script that is short. */
export { Compressed, FILE_CODINGS, type FileCoding } from './compressed.ts'
export { Fixed, gzipOf, merged, type Piece, textOf } from './packing.ts'
export { shorten } from './shorten.ts'
