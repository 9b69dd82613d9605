import { createServer, type Socket } from 'node:net'
import { tellReady } from './program.ts'

/**
 * An application that writes each byte of an answer as a chunk of its own, as some do whose output nobody gathers: 64 MiB
 * that are 384 MiB on the wire. Whatever else it is asked is a page of 1 KiB.
 */
const CHUNK = '1\r\nx\r\n'
const CHUNKS = 64 * 1024 * 1024
const CHUNKS_AT_ONCE = 16_384

const PIECE = Buffer.from(CHUNK.repeat(CHUNKS_AT_ONCE))
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'
const PAGE = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1024\r\n\r\n${'a'.repeat(1024)}`

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.on('data', (asked: Buffer) => {
    if (asked.toString('latin1', 0, 11) === 'GET /chunks') sendChunks(socket)
    else socket.write(PAGE, 'latin1')
  })
})

function sendChunks(socket: Socket): void {
  let left = CHUNKS
  socket.write(HEAD, 'latin1')
  const go = (): void => {
    while (left > 0) {
      left -= CHUNKS_AT_ONCE
      if (!socket.write(PIECE)) return void socket.once('drain', go)
    }
    socket.write('0\r\n\r\n')
  }
  go()
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  tellReady({
    port: typeof address === 'object' && address !== null ? address.port : 0,
    passes: [],
  })
})
