/** Sends so many bodies of so many MiB to a port, all at once, and ends when all are answered. */
import { request } from 'node:http'

const [port = 0, count = 1, mebibytes = 1] = process.argv.slice(2).map(Number)
const PIECE = Buffer.alloc(65_536, 'form ')
const PIECES = mebibytes * 16

function send(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const headers = { 'content-length': PIECE.length * PIECES }
  const asked = request({ port, host: '127.0.0.1', method: 'POST', agent: false, headers })
  asked.once('error', reject)
  asked.once('response', (answer) => {
    answer.resume()
    answer.once('end', () =>
      answer.statusCode === 200 ? resolve() : reject(new Error('not kept')),
    )
  })
  let left = PIECES
  const goOn = (): void => {
    while (left-- > 0) if (!asked.write(PIECE)) return void asked.once('drain', goOn)
    asked.end()
  }
  goOn()
  return promise
}

await Promise.all(Array.from({ length: count }, send))
