import { type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { type FaultName, HttpFault } from './faults.ts'
import { type Message, headOf, lastChunkOf, lengthIn } from './writing.ts'

/** A body of at most this is written together with its head, in one piece. */
const SINGLE_WRITE_BYTES_MAX = 16_384

/** What `toString('latin1')` comes to in the end. */
const { latin1Slice } = Buffer.prototype

export interface BodyEvents {
  /** All of it has been written. */
  readonly onWritten: () => void
  /** It cannot be written to its end. */
  readonly onBroken: (name: FaultName) => void
}

/**
 * Writes a request whose body comes as a stream, with its head before the first piece and no faster than the backend
 * reads: in as many bytes as its fields say, else in chunks.
 */
export class BodyWriter {
  readonly #socket: Socket
  readonly #message: Message
  readonly #body: Readable
  readonly #events: BodyEvents
  readonly #length: number | null
  readonly #head: string
  #written = 0
  #isOver = false
  #isBlocked = false
  readonly #take = (piece: Buffer): void => this.#write(piece)
  readonly #end = (): void => this.#finish()
  readonly #breakOff = (): void => this.#break('request-body')

  /** @throws HttpFault Where its head cannot be written. */
  constructor(
    socket: Socket,
    message: Message,
    { body, events }: { readonly body: Readable; readonly events: BodyEvents },
  ) {
    this.#socket = socket
    this.#message = message
    this.#body = body
    this.#events = events
    this.#length = lengthIn(message.fields)
    this.#head = headOf(message, this.#length)
  }

  start(): void {
    const body = this.#body
    body.on('data', this.#take).on('end', this.#end)
    body.on('error', this.#breakOff).on('close', this.#breakOff)
  }

  /** Whether it has been written whole. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Whether it waits for more of it, and not for the backend to read. */
  get isWaiting(): boolean {
    return !this.#isOver && !this.#isBlocked
  }

  #write(piece: Buffer): void {
    if (piece.length === 0) return
    const isFirst = this.#written === 0
    this.#written += piece.length
    if (this.#length !== null && this.#written > this.#length) return this.#break('request-length')
    const socket = this.#socket
    socket.cork()
    if (isFirst) socket.write(this.#head, 'latin1')
    if (this.#length === null) socket.write(`${piece.length.toString(16)}\r\n`, 'latin1')
    let isFree = socket.write(piece)
    if (this.#length === null) isFree = socket.write('\r\n', 'latin1')
    socket.uncork()
    if (isFree) return
    this.#isBlocked = true
    this.#body.pause()
  }

  /** The backend has read. */
  onDrain(): void {
    if (!this.#isBlocked) return
    this.#isBlocked = false
    this.#body.resume()
  }

  #finish(): void {
    if (this.#length !== null && this.#written !== this.#length) {
      return this.#break('request-length')
    }
    const end = this.#ending()
    if (end === null) return this.#break('request')
    this.stop()
    this.#isOver = true
    if (end !== '') this.#socket.write(end, 'latin1')
    this.#events.onWritten()
  }

  /** What is written last; null where it cannot be. */
  #ending(): string | null {
    // Of a body that was nothing it is known now.
    if (this.#written === 0) return headOf(this.#message, 0)
    if (this.#length !== null) return ''
    try {
      return lastChunkOf(this.#message.trailers?.() ?? [])
    } catch (error) {
      if (error instanceof HttpFault) return null
      throw error
    }
  }

  #break(name: FaultName): void {
    if (this.#isOver) return
    this.stop()
    this.#events.onBroken(name)
  }

  /** Writes nothing more. */
  stop(): void {
    const body = this.#body
    body.off('data', this.#take).off('end', this.#end)
    body.off('error', this.#breakOff).off('close', this.#breakOff)
  }
}

/**
 * Writes a request. Gives who goes on with it where its body comes as a stream.
 *
 * @throws HttpFault Where its head cannot be written.
 */
export function writeRequest(
  socket: Socket,
  message: Message,
  events: BodyEvents,
): BodyWriter | null {
  const { body } = message
  if (body instanceof Readable) {
    const writer = new BodyWriter(socket, message, { body, events })
    writer.start()
    return writer
  }
  const head = headOf(message, body?.length ?? 0)
  if (body === null || body.length === 0) socket.write(head, 'latin1')
  else if (body.length <= SINGLE_WRITE_BYTES_MAX) {
    socket.write(head + latin1Slice.call(body, 0, body.length), 'latin1')
  } else {
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }
  return null
}
