import { createReadStream } from 'node:fs'
import { Readable, pipeline } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { type Terminal } from './terminal.ts'

/** A longer line is no request: the longest that a server accepts is far shorter. */
const LINE_CHARS_MAX = 64 * 1024

/** What stands for what comes through a pipe. */
const STDIN = '-'

/** How every gzip file begins (RFC 1952 section 2.3.1). */
const GZIP = Buffer.from([0x1f, 0x8b])

/**
 * Lines of a log, of which only one is held at a time; null for one that is too long. `-` is standard
 * input; what was compressed with gzip is known by how it begins. Throws where it cannot be read.
 */
export async function* linesOf(
  log: string,
  { input }: Pick<Terminal, 'input'>,
): AsyncGenerator<string | null> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isTooLong = false
  for await (const chunk of await unpacked(log === STDIN ? input() : createReadStream(log))) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      yield isTooLong || line.length > LINE_CHARS_MAX ? null : line
      isTooLong = false
    }
    if (rest.length > LINE_CHARS_MAX) {
      isTooLong = true
      rest = ''
    }
  }
  if (isTooLong) yield null
  else if (rest !== '') yield rest
}

/** The bytes themselves, or what gzip made of them. */
async function unpacked(source: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const chunks = source[Symbol.asyncIterator]()
  let first: Buffer = Buffer.alloc(0)
  while (first.length < GZIP.length) {
    const next = await chunks.next()
    if (next.done === true) break
    first = Buffer.concat([first, next.value])
  }
  const whole = joined(first, chunks)
  if (!first.subarray(0, GZIP.length).equals(GZIP)) return whole
  // Whoever reads what comes out of it meets every error there.
  return pipeline(Readable.from(whole), createGunzip(), () => undefined)
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* { [Symbol.asyncIterator]: () => rest }
}
