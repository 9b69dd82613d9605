import { type RawHeaders } from './message.ts'
import { type Connection, get, openConnection } from './http.ts'
import { type SocketReader } from './socket-reader.ts'

/** The pair of key and accept that RFC 6455 section 1.3 works out. */
export const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
export const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

/** A client's whole handshake, without Host. */
export const HANDSHAKE: RawHeaders = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', KEY],
]

/** The handshake with some fields set otherwise, added, or left out where they are `null`. */
export function handshake(changes: Readonly<Record<string, string | null>> = {}): RawHeaders {
  const kept = HANDSHAKE.filter(([name]) => !(name in changes))
  const set = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
  return [...kept, ...set]
}

/** A handshake as bytes, with everything up to its empty line. */
export function handshakeBytes(path: string, headers: RawHeaders = HANDSHAKE): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${lines.join('')}\r\n`
}

/** A backend's 101; a field that is `null` is left out. */
export function acceptance(changes: Readonly<Record<string, string | null>> = {}): string {
  const fields = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': ACCEPT,
    ...changes,
  }
  const lines = Object.entries(fields).map(([name, value]) =>
    value === null ? '' : `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`
}

const MASK = Buffer.from([1, 2, 3, 250])

/** A client's frame: `first` is the byte of FIN, reserved bits and opcode. */
export function clientFrame(first: number, payload: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(payload)
  const masked = Buffer.from(bytes.map((byte, i) => byte ^ (MASK[i % 4] ?? 0)))
  const head = frameHead(first, bytes.length)
  head[1] = (head[1] ?? 0) | 0x80
  return Buffer.concat([head, MASK, masked])
}

/** A server's frame. */
export function serverFrame(first: number, payload: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(payload)
  return Buffer.concat([frameHead(first, bytes.length), bytes])
}

function frameHead(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length])
  const head = Buffer.alloc(length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = length < 65_536 ? 126 : 127
  if (length < 65_536) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

export interface Frame {
  readonly first: number
  readonly payload: Buffer
}

/** The next frame a server sent. */
export async function readFrame(reader: SocketReader): Promise<Frame> {
  const [first = 0, short = 0] = await reader.readBytes(2)
  if (short < 126) return { first, payload: await reader.readBytes(short) }
  const length = await reader.readBytes(short === 126 ? 2 : 8)
  const size = short === 126 ? length.readUInt16BE() : Number(length.readBigUInt64BE())
  return { first, payload: await reader.readBytes(size) }
}

/** A connection on which the handshake was accepted; fails where it was not. */
export async function openWebSocket(
  port: number,
  path: string,
  headers: RawHeaders = HANDSHAKE,
): Promise<Connection> {
  const connection = await openConnection(port)
  const answer = await get(connection, path, headers)
  const accept = answer.headers.get('sec-websocket-accept')
  if (answer.status === 101 && accept === ACCEPT) return connection
  connection.close()
  throw new Error(`no handshake: ${answer.status} ${answer.text}`)
}
