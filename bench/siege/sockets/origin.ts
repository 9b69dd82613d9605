import { type ServerResponse, createServer } from 'node:http'
import { listen } from '../../servers/listen.ts'

/**
 * The application behind the besieged gate: pages, forms, downloads of as many bytes as `?bytes=` says, and
 * WebSockets that are opened and say nothing.
 */
const PAGE_BYTES = 8 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'a')

/** Nobody reads what it says of the key. */
const SWITCHED =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'

const server = createServer((request, response) => {
  const asked = Number(/[?&]bytes=(\d+)/.exec(request.url ?? '')?.[1] ?? PAGE_BYTES)
  // A form is answered when all of it has come, as an application would.
  request.resume().once('end', () => send(response, asked))
})

function send(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': bytes })
  let sent = 0
  const write = (): void => {
    while (sent < bytes) {
      const piece = PIECE.subarray(0, bytes - sent)
      sent += piece.length
      if (!response.write(piece)) return void response.once('drain', write)
    }
    response.end()
  }
  write()
}

server.on('upgrade', (_request, socket) => {
  socket.on('error', () => undefined)
  socket.once('end', () => socket.end())
  socket.resume()
  socket.write(SWITCHED)
})
// How long a client takes is for the gate to bound.
server.requestTimeout = 0
listen(server)
