import { type Socket } from 'node:net'
import { AnswerReader } from './answer.ts'
import { type BodyEvents, type BodyWriter, writeRequest } from './body-writer.ts'
import { type FaultName, faultOf } from './faults.ts'
import { type Polled } from './polls.ts'
import { ReadBuffer } from './read-buffer.ts'
import { type Asked, type Opening, type RoadTools, type Timeouts } from './road.ts'
import { type Swept, sweepsOf } from './sweep.ts'
import { type Message } from './writing.ts'

export interface ConnectionEvents<A extends Asked> {
  readonly onClosed: (connection: BackendConnection<A>) => void
  /** It was closed before a request was written that it had been given. */
  readonly onUnsent: (request: A, message: Message) => void
}

type State = 'opening' | 'idle' | 'asked' | 'head' | 'body' | 'closed'

/**
 * One connection to a backend. It belongs to a request from its first byte to the last of its answer; whatever comes
 * early, unasked or is left over closes it.
 */
export class BackendConnection<A extends Asked> implements Swept, Polled {
  /** For how long it is kept while nobody uses it, where the backend says nothing of that. */
  idleMs: number
  /** To be called when it is closed; belongs to who keeps it. */
  whenClosed: (() => void) | null = null
  polledFrom = 0
  readonly #tools: RoadTools
  readonly #timeouts: Timeouts
  readonly #events: ConnectionEvents<A>
  readonly #socket: Socket
  readonly #buffer: ReadBuffer
  readonly #answer = new AnswerReader()
  #state: State = 'opening'
  #request: A | null = null
  #message: Message | null = null
  /** What its owner sent at once behind this: nobody else asks on a connection that is in use. */
  readonly #queue: { readonly request: A; readonly message: Message }[] = []
  /** Of a body that comes as a stream. */
  #writer: BodyWriter | null = null
  readonly #bodyEvents: BodyEvents = {
    onWritten: () => (this.#sweeps = 0),
    onBroken: (name) => this.#fail(name),
  }
  #isPaused = false
  /** How many answers it has carried. */
  #answers = 0
  /** Whether anything has come since the request was written. */
  #isTouched = false
  /** Looks of the sweep since anything happened. */
  #sweeps = 0

  constructor(
    opener: Opening,
    options: { readonly tools: RoadTools; readonly timeouts: Timeouts; readonly idleMs: number },
    events: ConnectionEvents<A>,
  ) {
    this.#tools = options.tools
    this.#timeouts = options.timeouts
    this.idleMs = options.idleMs
    this.#events = events
    this.#buffer = new ReadBuffer(options.tools.shared)
    this.#socket = opener.open({
      buffer: () => this.#buffer.next(),
      callback: (length) => {
        this.#read(this.#buffer.bytes, length)
        return true
      },
    })
    this.#socket.once(opener.opened, () => this.#opened())
    this.#socket.on('drain', () => this.#writer?.onDrain())
    this.#socket.once('end', () => this.#ended())
    this.#socket.on('error', (error) => this.#broke(error))
    this.#socket.once('close', () => this.#fail('reset'))
    options.tools.sweep.add(this)
  }

  /** Whether it is open, or about to be. */
  get isOpen(): boolean {
    return this.#state !== 'closed'
  }

  /**
   * Whether it has carried an answer before and has brought nothing since this request: its backend may have closed it
   * before it saw the request.
   */
  get isStale(): boolean {
    return this.#answers > 0 && !this.#isTouched
  }

  /** Asks, as soon as it is open, free, and has been looked at since its last answer. */
  ask(request: A, message: Message): void {
    if (this.#request !== null) return void this.#queue.push({ request, message })
    this.#request = request
    this.#message = message
    if (this.#state === 'opening') return
    this.#state = 'asked'
    if (this.#tools.polls.hasCome(this.polledFrom)) this.#begin()
    else this.#tools.polls.wait(this)
  }

  onPolled(): void {
    if (this.#state === 'asked') this.#begin()
  }

  #opened(): void {
    if (this.#state !== 'opening') return
    this.#state = 'idle'
    this.#sweeps = 0
    this.#begin()
  }

  #begin(): void {
    const request = this.#request
    const message = this.#message
    if (request === null || message === null) return
    if (!request.onStart()) {
      this.#letGo()
      return this.#rest()
    }
    // It may have been let go meanwhile.
    if (this.#request !== request) return
    this.#isTouched = false
    this.#sweeps = 0
    this.#state = 'head'
    this.#answer.begin(message.method, request)
    try {
      this.#writer = writeRequest(this.#socket, message, this.#bodyEvents)
    } catch (error) {
      this.#fail(faultOf(error))
    }
  }

  #read(bytes: Buffer, length: number): void {
    const request = this.#request
    if (this.#state === 'opening') return this.#fail('no-answer')
    // Nobody has asked, or what has come is older than the question.
    if (request === null || this.#state === 'asked') return this.destroy()
    this.#isTouched = true
    const answer = this.#answer
    answer.mayBeLate = this.#answers > 0 && this.#writer?.isOver !== false
    const { interims } = answer
    let end = 0
    try {
      end = answer.read(bytes, 0, length)
    } catch (error) {
      return this.#fail(faultOf(error))
    }
    if (this.#request !== request) return
    if (answer.isOver) return this.#finish(end < length)
    // A head that comes for ever is none.
    if (answer.hasHead || answer.interims > interims) this.#sweeps = 0
    if (answer.hasHead) this.#readOn(request)
  }

  /** More of the body is to come than one read brought with its head, or behind that. */
  #readOn(request: A): void {
    this.#buffer.isLong = this.#state === 'body'
    if (this.#state === 'body') return
    this.#state = 'body'
    request.onMore()
  }

  /** Its other side has ended it in good order. */
  #ended(): void {
    if (this.#state === 'opening') return this.#fail('connect')
    if (this.#request === null || this.#state === 'asked') return this.destroy()
    try {
      this.#answer.end()
    } catch (error) {
      return this.#fail(faultOf(error))
    }
    this.#finish(false)
  }

  #broke(error: NodeJS.ErrnoException): void {
    const { code = '' } = error
    if (this.#state === 'opening') this.#fail('connect', code)
    else if (this.#state === 'asked') this.destroy()
    else this.#fail('reset', code)
  }

  #finish(hasRest: boolean): void {
    const request = this.#request
    const { trailers, isKept } = this.#answer
    const isClean = isKept && !hasRest && this.#writer?.isOver !== false
    this.#letGo()
    this.#answers++
    if (isClean) {
      this.polledFrom = this.#tools.polls.next()
      this.#rest()
    } else this.destroy()
    request?.onEnd(trailers)
  }

  #fail(name: FaultName, code = ''): void {
    const request = this.#request
    this.#letGo()
    this.destroy()
    // What came before goes on first.
    if (request !== null) process.nextTick(tellFault, request, name, code)
  }

  #letGo(): void {
    this.#request = null
    this.#message = null
    this.#writer?.stop()
    this.#writer = null
    this.#answer.stop()
    this.#buffer.isLong = false
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#socket.resume()
  }

  #rest(): void {
    this.#state = 'idle'
    this.#sweeps = 0
    const next = this.#queue.shift()
    if (next !== undefined) this.ask(next.request, next.message)
  }

  /** Who asked wants nothing more of it. */
  abort(request: A): void {
    if (this.#request !== request) return this.#dropQueued(request)
    const isSpoiled = this.#state === 'head' || this.#state === 'body'
    this.#letGo()
    if (isSpoiled) this.destroy()
    else if (this.#state === 'asked') this.#rest()
  }

  #dropQueued(request: A): void {
    const at = this.#queue.findIndex((queued) => queued.request === request)
    if (at >= 0) this.#queue.splice(at, 1)
  }

  pause(request: A): void {
    if (this.#request !== request || this.#isPaused) return
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(request: A): void {
    if (this.#request !== request || !this.#isPaused) return
    this.#isPaused = false
    this.#sweeps = 0
    this.#socket.resume()
  }

  /** The bytes of an answer for whoever keeps them. */
  keep(bytes: Buffer): Buffer {
    return this.#buffer.keep(bytes)
  }

  /** Closes it; what has not been written is given back. */
  destroy(): void {
    if (this.#state === 'closed') return
    const unsent = this.#queue.splice(0)
    if (this.#state === 'asked' && this.#request !== null && this.#message !== null) {
      unsent.unshift({ request: this.#request, message: this.#message })
      this.#letGo()
    }
    this.#state = 'closed'
    this.#socket.destroy()
    this.#tools.sweep.remove(this)
    this.#events.onClosed(this)
    this.whenClosed?.()
    for (const { request, message } of unsent) this.#events.onUnsent(request, message)
  }

  onSweep(): void {
    this.#sweeps = this.#isExcused ? 0 : this.#sweeps + 1
    if (this.#sweeps <= sweepsOf(this.#patienceMs)) return
    if (this.#state === 'opening') this.#fail('connect-slow')
    else if (this.#state === 'body') this.#fail('body-slow')
    else if (this.#request !== null) this.#fail('head-slow')
    else this.destroy()
  }

  /** While its client sends or reads, the backend has nothing to do. */
  get #isExcused(): boolean {
    if (this.#state === 'body') return this.#isPaused
    return this.#state === 'head' && this.#writer?.isWaiting === true
  }

  get #patienceMs(): number {
    if (this.#state === 'opening') return this.#timeouts.connectMs
    if (this.#state === 'body') return this.#timeouts.bodyMs
    if (this.#request !== null) return this.#timeouts.headMs
    return this.#answer.idleMs ?? this.idleMs
  }
}

/** A function of its own, so that a fault does not need one. */
function tellFault(request: Asked, name: FaultName, code: string): void {
  request.onFault(name, code)
}
