import { EventEmitter } from 'node:events'
import { type OnReadOpts, type Socket } from 'node:net'
import { BackendConnection } from '../../../src/backends/http1/connection.ts'
import { type Asked, type Opening, type RoadTools } from '../../../src/backends/http1/road.ts'
import { type FaultName } from '../../../src/backends/http1/faults.ts'
import { type Head } from '../../../src/backends/http1/head.ts'
import { Polls } from '../../../src/backends/http1/polls.ts'
import { sharedBuffer } from '../../../src/backends/http1/read-buffer.ts'
import { Sweep } from '../../../src/backends/http1/sweep.ts'
import { type Message } from '../../../src/backends/http1/writing.ts'
import { Draft } from './reading.ts'

/** A socket that is read and written in memory. */
export class FakeSocket extends EventEmitter {
  written = ''
  destroyed = false
  isPaused = false
  /** What `write` says: whether more may be written at once. */
  isFree = true
  readonly #onread: OnReadOpts
  #buffer: Uint8Array

  constructor(onread: OnReadOpts) {
    super()
    this.#onread = onread
    this.#buffer = this.#next()
  }

  #next(): Uint8Array {
    const { buffer } = this.#onread
    return typeof buffer === 'function' ? buffer() : buffer
  }

  cork(): void {}
  uncork(): void {}

  write(data: string | Uint8Array): boolean {
    this.written += typeof data === 'string' ? data : Buffer.from(data).toString('latin1')
    return this.isFree
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }

  /** The backend sends; in as many reads as there are pieces. */
  brings(...pieces: readonly string[]): void {
    for (const piece of pieces) {
      if (this.destroyed || piece === '') continue
      const length = Buffer.from(this.#buffer.buffer, this.#buffer.byteOffset).write(
        piece,
        'latin1',
      )
      this.#onread.callback(length, this.#buffer)
      this.#buffer = this.#next()
    }
  }
}

/** Who asks, and what he was told. */
export class Asking implements Asked {
  readonly draft = new Draft()
  readonly told: string[] = []
  isWanted = true
  isWhole = false
  /** How often it was told that more is to come. */
  more = 0
  code = ''

  onStart(): boolean {
    this.told.push('start')
    return this.isWanted
  }

  onMore(): void {
    this.more++
  }

  onInterim(status: number, fields: string[]): void {
    this.told.push(`interim ${status}`)
    this.draft.interim.push({ status, fields })
  }

  onHead({ status, reason, fields }: Head): void {
    this.told.push(`head ${status}`)
    Object.assign(this.draft, { status, reason, fields })
  }

  onData(bytes: Buffer, pieces: number, isLast: boolean): void {
    this.told.push(`data ${bytes.length} in ${pieces}${isLast ? ', the last' : ''}`)
    this.draft.body += bytes.toString('latin1')
  }

  onEnd(trailers: readonly string[]): void {
    this.told.push('end')
    this.isWhole = true
    this.draft.trailers = trailers
  }

  onFault(name: FaultName, code: string): void {
    this.told.push(`fault ${name}`)
    this.draft.fault = name
    this.code = code
  }
}

export interface FakeRoad {
  readonly connection: BackendConnection<Asking>
  readonly socket: FakeSocket
  readonly tools: RoadTools
  /** What was given back, since its connection was closed before it was written. */
  readonly unsent: readonly Asking[]
  readonly closed: () => number
  /** Two looks at all connections have been. */
  readonly poll: () => void
  /** So many milliseconds pass. */
  readonly pass: (ms: number) => void
}

export const TIMEOUTS = { connectMs: 2_000, headMs: 5_000, bodyMs: 3_000 }

/** A connection whose other side is the test. */
export function fakeRoad(opened: Opening['opened'] = 'connect'): FakeRoad {
  const tools = { sweep: new Sweep(), polls: new Polls(), shared: sharedBuffer() }
  const unsent: Asking[] = []
  let closed = 0
  let socket: FakeSocket | null = null
  const opener: Opening = {
    opened,
    open: (onread) => (socket = new FakeSocket(onread)) as unknown as Socket,
  }
  const connection = new BackendConnection<Asking>(
    opener,
    { tools, timeouts: TIMEOUTS, idleMs: 4_000 },
    { onClosed: () => closed++, onUnsent: (request) => unsent.push(request) },
  )
  if (socket === null) throw new Error('no socket was opened')
  return {
    connection,
    socket,
    tools,
    unsent,
    closed: () => closed,
    poll() {
      tools.polls.onTurn()
      tools.polls.onTurn()
    },
    pass(ms) {
      for (let i = 0; i < ms / 500; i++) tools.sweep.look()
    },
  }
}

/** A request without a body. */
export function messageOf(change: Partial<Message> = {}): Message {
  return {
    method: 'GET',
    target: '/',
    fields: [],
    host: 'backend.test',
    body: null,
    trailers: null,
    ...change,
  }
}
