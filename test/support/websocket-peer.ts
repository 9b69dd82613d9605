import { type Test } from 'tap'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { acceptOf } from '../../src/proxy/reading/handshake.ts'
import { type OriginConnection, type RecordingOrigin, startOrigin } from './recording-origin.ts'
import { type SocketReader } from './socket-reader.ts'
import { type Frame, acceptance, serverFrame } from './websocket.ts'

/** A backend that speaks WebSocket as each path says; what it hears is kept. */
export interface WebSocketPeer {
  readonly origin: RecordingOrigin
  /** In the order in which they began. */
  readonly conversations: readonly Conversation[]
}

export interface Conversation {
  /** First bytes and payloads of what the client sent. */
  readonly heard: readonly Frame[]
  readonly ended: Promise<void>
}

type Talk = (connection: OriginConnection, hear: () => Promise<Frame | null>) => Promise<void>

/** Every message is packed for itself, so that no conversation depends on another one's window. */
const DEFLATE = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'

/** What every packed message ends with, and leaves out (RFC 7692 section 7.2.1). */
const TAIL = Buffer.from([0, 0, 0xff, 0xff])

export async function startWebSocketPeer(t: Pick<Test, 'teardown'>): Promise<WebSocketPeer> {
  const conversations: Conversation[] = []
  const origin = await startOrigin({
    respond({ target, headers }, connection) {
      const heard: Frame[] = []
      const offered = headers.get('sec-websocket-protocol')?.split(', ').at(-1)
      const head = acceptance({
        'Sec-WebSocket-Accept': acceptOf(headers.get('sec-websocket-key') ?? ''),
        'Sec-WebSocket-Protocol': offered ?? null,
        'Sec-WebSocket-Extensions': target === '/packed' ? DEFLATE : null,
      })
      connection.socket.write(head)
      const talk = TALKS[target] ?? closeWith(Number(target.slice('/close/'.length)))
      const hear = async (): Promise<Frame | null> => {
        const frame = await readClientFrame(connection.reader)
        if (frame !== null) heard.push(frame)
        return frame
      }
      const ended = talk(connection, hear).catch((error: unknown) => {
        connection.socket.destroy(error as Error)
      })
      conversations.push({ heard, ended })
      return null
    },
  })
  t.teardown(origin.close)
  return { origin, conversations }
}

/** The next frame a client sent, without its mask; null where the connection ends before it. */
async function readClientFrame(reader: SocketReader): Promise<Frame | null> {
  const head = await reader.readBytes(2)
  const [first, second] = head
  if (first === undefined || second === undefined) return null
  const length = await readLength(reader, second & 0x7f)
  const mask = await reader.readBytes(4)
  const payload = (await reader.readBytes(length)).map((byte, i) => byte ^ (mask[i % 4] ?? 0))
  return { first, payload: Buffer.from(payload) }
}

async function readLength(reader: SocketReader, short: number): Promise<number> {
  if (short < 126) return short
  const long = await reader.readBytes(short === 126 ? 2 : 8)
  return short === 126 ? long.readUInt16BE() : Number(long.readBigUInt64BE())
}

const CLOSE = 0x88

/** Ends as the backend wants: a code with a reason, the client's own frame, the end. */
function closeWith(code: number): Talk {
  return async ({ socket }, hear) => {
    const reason = Buffer.from('..Merci, Zoé')
    reason.writeUInt16BE(code)
    socket.write(serverFrame(CLOSE, reason))
    await untilClosed(hear)
    socket.end()
  }
}

async function untilClosed(hear: () => Promise<Frame | null>): Promise<void> {
  for (let frame = await hear(); frame !== null && frame.first !== CLOSE;) frame = await hear()
}

const TALKS: Readonly<Record<string, Talk>> = {
  /** Ends as the client wants, with its own code. */
  '/echo': async ({ socket }, hear) => {
    for (let frame = await hear(); frame !== null; frame = await hear()) {
      socket.write(serverFrame(frame.first, frame.payload))
      if (frame.first === CLOSE) return void socket.end()
    }
  },
  '/packed': async ({ socket }, hear) => {
    for (let frame = await hear(); frame !== null; frame = await hear()) {
      if (frame.first === CLOSE) return void socket.end(serverFrame(CLOSE, frame.payload))
      const isPacked = (frame.first & 0x40) !== 0
      const { payload } = frame
      const text = isPacked ? inflateRawSync(Buffer.concat([payload, TAIL]), FLUSH) : payload
      const packed = deflateRawSync(text, FLUSH).subarray(0, -TAIL.length)
      const middle = packed.length >> 1
      socket.write(serverFrame(0x41, packed.subarray(0, middle)))
      socket.write(serverFrame(0x89, 'between fragments'))
      socket.write(serverFrame(0x80, packed.subarray(middle)))
      await hear()
    }
  },
  '/fragments': async ({ socket }, hear) => {
    for (const [i, piece] of [...Buffer.from('Käerjeng, 中文')].entries()) {
      socket.write(serverFrame(i === 0 ? 0x01 : 0x00, Buffer.from([piece])))
    }
    socket.write(serverFrame(0x80))
    socket.write(serverFrame(0x82, Buffer.alloc(70_000, 7)))
    socket.write(serverFrame(CLOSE))
    await hear()
    socket.end()
  },
  '/ping': async ({ socket }, hear) => {
    socket.write(serverFrame(0x89, 'are you there?'))
    const pong = await hear()
    socket.write(serverFrame(0x81, `${pong?.first}: ${pong?.payload.toString()}`))
    socket.write(serverFrame(CLOSE, Buffer.from([0x03, 0xe8])))
    await hear()
    socket.end()
  },
  '/drop': async ({ socket }) => {
    socket.write(serverFrame(0x81, 'last words'), () => socket.destroy())
  },
  '/cut': async ({ socket }) => {
    socket.end(serverFrame(0x81, 'never whole').subarray(0, 5))
  },
  '/reserved': async ({ socket }, hear) => {
    socket.write(serverFrame(0x83, 'no such frame'))
    await hear()
    socket.end()
  },
}

const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH } as const
