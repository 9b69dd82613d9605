import { ChunkReader } from './chunks.ts'
import { HttpFault } from './faults.ts'
import { CHUNKED, UNTIL_CLOSE, framingOf } from './framing.ts'
import { type Head, HeadReader } from './head.ts'

const CONTINUE = 100
const REQUEST_TIMEOUT = 408
const SWITCHING = 101
const FINAL_MIN = 200

/**
 * Interim answers before the answer itself. An application that says "wait" every 20 seconds may do
 * so for ten minutes; one that says more says it to keep a connection for ever.
 */
const INTERIM_MAX = 32

/** Nobody's trailers. */
const NONE: readonly string[] = []

/** Who is told what comes of an answer. */
export interface AnswerEvents {
  /** An answer before the answer (RFC 9110 section 15.2), but `100 Continue`: nobody was asked to wait. */
  onInterim(status: number, fields: string[]): void
  /** The answer begins. The head is read anew for the next answer; its fields are its own. */
  onHead(head: Head): void
  /**
   * What one read brought of the body. The bytes are lent: what is kept of them beyond this call, or beyond the end
   * that follows it at once, has to be copied.
   *
   * @param pieces In how many pieces the backend sent them.
   * @param isLast Whether the answer ends with them.
   */
  onData(bytes: Buffer, pieces: number, isLast: boolean): void
}

/** What is read now. */
const HEAD = 0
const BODY = 1
const OVER = 2

/**
 * Reads the answer to one request out of the bytes of a connection, as they come: in any pieces, each byte once. It
 * knows of no connection; whoever has one tells it when that ends.
 */
export class AnswerReader {
  /** Whether another request may follow on the connection. */
  isKept = false
  /** For how long the backend says that it keeps the connection; null where it says nothing. */
  idleMs: number | null = null
  /** Whether the connection may have been given up by its backend just when this was asked. */
  mayBeLate = false
  readonly #head = new HeadReader()
  /** Few backends of many send any. */
  #chunks: ChunkReader | null = null
  #events: AnswerEvents | null = null
  #method = ''
  #phase = OVER
  /** Of the body still to come, or how it ends. */
  #left = 0
  /** Answers that came before this one, but belong to it. */
  interims = 0

  /** The next bytes answer this request. */
  begin(method: string, events: AnswerEvents): void {
    this.#method = method
    this.#events = events
    this.#phase = HEAD
    this.interims = 0
    this.#head.begin()
  }

  /** Nobody is told any more. */
  stop(): void {
    this.#events = null
  }

  get isOver(): boolean {
    return this.#phase === OVER
  }

  /** Whether the answer itself has begun. */
  get hasHead(): boolean {
    return this.#phase !== HEAD
  }

  /** What stood behind the last chunk: names and values in turn. */
  get trailers(): readonly string[] {
    return this.#left === CHUNKED ? (this.#chunks?.trailers ?? NONE) : NONE
  }

  /**
   * Reads on; gives where the answer ends, or `to` where all of it is of the answer.
   *
   * @throws HttpFault
   */
  read(bytes: Buffer, from: number, to: number): number {
    let at = from
    while (at < to && this.#phase === HEAD) at = this.#readHead(bytes, at, to)
    if (at < to && this.#phase === BODY) at = this.#readBody(bytes, at, to)
    return at
  }

  /**
   * The connection has ended in good order.
   *
   * @throws HttpFault Where the answer has not.
   */
  end(): void {
    if (this.#phase === HEAD) throw new HttpFault('closed')
    if (this.#phase === BODY && this.#left !== UNTIL_CLOSE) throw new HttpFault('cut-short')
    this.#phase = OVER
  }

  #readHead(bytes: Buffer, from: number, to: number): number {
    const head = this.#head
    const end = head.read(bytes, from, to)
    if (end < 0) return to
    if (head.status >= FINAL_MIN) this.#beginBody(head)
    else this.#passInterim(head)
    return end
  }

  #passInterim(head: Head): void {
    const { status, fields } = head
    if (status === SWITCHING) throw new HttpFault('upgrade')
    if (++this.interims > INTERIM_MAX) throw new HttpFault('interim-flood')
    // It has no body whatever it says, but nothing that contradicts itself.
    framingOf(head, this.#method)
    this.#head.begin()
    if (status !== CONTINUE) this.#events?.onInterim(status, fields)
  }

  #beginBody(head: Head): void {
    const { body, isKept, idleMs } = framingOf(head, this.#method)
    if (head.status === REQUEST_TIMEOUT && !isKept && this.#isLate) throw new HttpFault('late')
    this.isKept = isKept
    this.idleMs = idleMs
    this.#left = body
    this.#phase = body === 0 ? OVER : BODY
    if (body === CHUNKED) {
      this.#chunks ??= new ChunkReader()
      this.#chunks.begin()
    }
    this.#events?.onHead(head)
  }

  get #isLate(): boolean {
    return this.mayBeLate && this.interims === 0
  }

  #readBody(bytes: Buffer, from: number, to: number): number {
    if (this.#left === CHUNKED) return this.#readChunks(bytes, from, to)
    if (this.#left === UNTIL_CLOSE) {
      this.#events?.onData(bytes.subarray(from, to), 1, false)
      return to
    }
    const end = Math.min(to, from + this.#left)
    this.#left -= end - from
    if (this.#left === 0) this.#phase = OVER
    this.#events?.onData(bytes.subarray(from, end), 1, this.#left === 0)
    return end
  }

  #readChunks(bytes: Buffer, from: number, to: number): number {
    const chunks = this.#chunks
    if (chunks === null) return to
    const end = this.#readWhole(chunks, bytes, { from, to })
    if (chunks.isOver) this.#phase = OVER
    if (chunks.count > 0) {
      this.#events?.onData(bytes.subarray(chunks.from, chunks.to), chunks.count, chunks.isOver)
    }
    return end
  }

  /** What came before a fault has come all the same. */
  #readWhole(
    chunks: ChunkReader,
    bytes: Buffer,
    { from, to }: { readonly from: number; readonly to: number },
  ): number {
    try {
      return chunks.read(bytes, from, to)
    } catch (error) {
      if (chunks.count > 0)
        this.#events?.onData(bytes.subarray(chunks.from, chunks.to), chunks.count, false)
      throw error
    }
  }
}
