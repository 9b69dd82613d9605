import { createHash } from 'node:crypto'
import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { parseTarget } from './target.ts'
import { Refusal, type Visit } from './visit.ts'
import { encodeFrame, FrameReader, OPCODE, type SocketEvent } from './websocket-frames.ts'

/** The fixed text of RFC 6455 section 1.3. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Sixteen bytes in base64 (RFC 6455 section 4.1). */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/

/** A client that neither writes nor pings for this long is gone. */
const IDLE_MS_MAX = 300_000

/** Whether a request opens the echo: a complete handshake for `/echo`. All others are plain. */
export function wantsEcho(request: IncomingMessage): boolean {
  const { upgrade = '' } = request.headers
  return (
    request.method === 'GET' &&
    parseTarget(request.url ?? '')?.path === '/echo' &&
    upgrade.toLowerCase() === 'websocket' &&
    request.headers['sec-websocket-version'] === '13' &&
    KEY.test(request.headers['sec-websocket-key'] ?? '')
  )
}

/** Answers whoever asks for the echo without a complete handshake (RFC 6455 section 4.4). */
export function refuseEcho({ request, response }: Visit): void {
  response.setHeader('Sec-WebSocket-Version', '13')
  const hasVersion = request.headers['sec-websocket-version'] === '13'
  if (hasVersion && request.headers.upgrade !== undefined) {
    throw new Refusal(400, 'This handshake has no valid key.')
  }
  response.setHeader('Upgrade', 'websocket')
  response.setHeader('Connection', 'Upgrade')
  throw new Refusal(426, 'Only WebSocket connections are answered here.')
}

/** Completes the handshake and gives back every message until either side closes. */
export function acceptEcho(request: IncomingMessage, socket: Duplex, early: Buffer): void {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1')
    .update(key + HANDSHAKE_GUID)
    .digest('base64')
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  const reader = new FrameReader()
  const idle = setTimeout(() => socket.destroy(), IDLE_MS_MAX)
  const take = (chunk: Buffer): void => {
    idle.refresh()
    for (const event of reader.read(chunk)) {
      // Whoever sends without reading waits: nothing piles up here.
      if (!socket.write(encodeReply(event))) socket.pause()
      if (event.kind !== 'close') continue
      socket.off('data', take)
      socket.resume()
      socket.end()
      return
    }
  }
  socket.on('drain', () => socket.resume())
  socket.on('data', take)
  socket.on('end', () => socket.end())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => clearTimeout(idle))
  if (early.length > 0) take(early)
}

function encodeReply(event: SocketEvent): Buffer {
  switch (event.kind) {
    case 'message':
      return encodeFrame(event.opcode, event.payload)
    case 'ping':
      return encodeFrame(OPCODE.pong, event.payload)
    case 'close': {
      const payload = Buffer.alloc(2)
      payload.writeUInt16BE(event.code)
      return encodeFrame(OPCODE.close, payload)
    }
  }
}
