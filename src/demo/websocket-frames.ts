/** One message, or what ends the conversation. */
export type SocketEvent =
  | { readonly kind: 'message'; readonly opcode: 1 | 2; readonly payload: Buffer }
  | { readonly kind: 'ping'; readonly payload: Buffer }
  | { readonly kind: 'close'; readonly code: number }

/** Both of one frame and of one message in all its fragments. */
export const MESSAGE_BYTES_MAX = 1024 * 1024

/** RFC 6455 section 5.5. */
const CONTROL_BYTES_MAX = 125

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** Why a conversation ends: RFC 6455 section 7.4.1. */
export const CLOSE_CODE = { normal: 1000, protocol: 1002, notUtf8: 1007, tooLarge: 1009 } as const

interface Frame {
  readonly isFinal: boolean
  readonly opcode: number
  readonly payload: Buffer
}

/** Reads a client's frames (RFC 6455 section 5.2) in pieces of any size. */
export class FrameReader {
  #held: Buffer = Buffer.alloc(0)
  #fragments: Buffer[] = []
  #fragmentBytes = 0
  /** What the fragments belong to; null between messages. */
  #opcode: 1 | 2 | null = null

  /** Takes the next bytes and gives what they complete. After a `close` nothing follows. */
  read(chunk: Buffer): readonly SocketEvent[] {
    this.#held = Buffer.concat([this.#held, chunk])
    const events: SocketEvent[] = []
    for (;;) {
      const frame = this.#takeFrame()
      if (frame === null) return events
      const event = typeof frame === 'number' ? close(frame) : this.#understand(frame)
      if (event !== null) events.push(event)
      if (event?.kind === 'close') return events
    }
  }

  /** A frame, null where more bytes are needed, or the code that ends it all. */
  #takeFrame(): Frame | number | null {
    const head = this.#held
    const first = head[0]
    const second = head[1]
    if (first === undefined || second === undefined) return null
    const opcode = first & 0x0f
    const isFinal = (first & 0x80) !== 0
    const short = second & 0x7f
    const isControl = opcode >= 8
    const isReserved = (first & 0x70) !== 0 || (opcode > 2 && opcode < 8) || opcode > 10
    const isUnmasked = (second & 0x80) === 0
    if (isReserved || isUnmasked) return CLOSE_CODE.protocol
    if (isControl && (!isFinal || short > CONTROL_BYTES_MAX)) return CLOSE_CODE.protocol
    return this.#takePayload(short, { isFinal, opcode })
  }

  #takePayload(short: number, { isFinal, opcode }: Omit<Frame, 'payload'>): Frame | number | null {
    const extra = extraLengthBytes(short)
    const head = this.#held
    if (head.length < 2 + extra) return null
    const length = readLength(head, short)
    if (length > MESSAGE_BYTES_MAX) return CLOSE_CODE.tooLarge
    const begin = 2 + extra + 4
    if (head.length < begin + length) return null
    const payload = unmask(head.subarray(begin, begin + length), head.subarray(begin - 4, begin))
    this.#held = head.subarray(begin + length)
    return { isFinal, opcode, payload }
  }

  #understand(frame: Frame): SocketEvent | null {
    switch (frame.opcode) {
      case OPCODE.close:
        return close(closeCode(frame.payload))
      case OPCODE.ping:
        return { kind: 'ping', payload: frame.payload }
      case OPCODE.pong:
        return null
      case OPCODE.continuation:
        return this.#opcode === null ? close(CLOSE_CODE.protocol) : this.#join(frame, this.#opcode)
      default:
        if (this.#opcode !== null) return close(CLOSE_CODE.protocol)
        return this.#join(frame, frame.opcode === OPCODE.text ? OPCODE.text : OPCODE.binary)
    }
  }

  #join(frame: Frame, opcode: 1 | 2): SocketEvent | null {
    // Empty fragments are legal without end; kept ones would cost memory that no limit counts.
    if (frame.payload.length > 0) this.#fragments.push(frame.payload)
    this.#fragmentBytes += frame.payload.length
    this.#opcode = opcode
    if (this.#fragmentBytes > MESSAGE_BYTES_MAX) return close(CLOSE_CODE.tooLarge)
    if (!frame.isFinal) return null
    const payload = Buffer.concat(this.#fragments)
    this.#fragments = []
    this.#fragmentBytes = 0
    this.#opcode = null
    if (opcode === OPCODE.text && !isUtf8(payload)) return close(CLOSE_CODE.notUtf8)
    return { kind: 'message', opcode, payload }
  }
}

function close(code: number): SocketEvent {
  return { kind: 'close', code }
}

function extraLengthBytes(short: number): number {
  if (short < 126) return 0
  return short === 126 ? 2 : 8
}

function readLength(head: Buffer, short: number): number {
  if (short < 126) return short
  return short === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2))
}

function unmask(masked: Buffer, mask: Buffer): Buffer {
  return Buffer.from(masked.map((byte, i) => byte ^ (mask[i & 3] ?? 0)))
}

/** The code to answer a close frame with: its own, or `protocol` where it is not allowed. */
function closeCode(payload: Buffer): number {
  if (payload.length === 0) return CLOSE_CODE.normal
  if (payload.length === 1) return CLOSE_CODE.protocol
  const code = payload.readUInt16BE(0)
  const isDefined =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || code >= 3000
  if (!isDefined || code > 4999) return CLOSE_CODE.protocol
  return isUtf8(payload.subarray(2)) ? code : CLOSE_CODE.notUtf8
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Writes a server's frame: final and without a mask (RFC 6455 section 5.1). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const first = 0x80 | opcode
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload])
  if (payload.length < 65_536) {
    const head = Buffer.from([first, 126, 0, 0])
    head.writeUInt16BE(payload.length, 2)
    return Buffer.concat([head, payload])
  }
  const head = Buffer.from([first, 127, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
