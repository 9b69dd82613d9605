import { type Socket } from 'node:net'

/** More than any test sends; beyond it a test is wrong and says so. */
const HELD_BYTES_MAX = 256 * 1024 * 1024

/** Longer than any answer takes on a busy machine; a test that waits so long has failed. */
const WAIT_MS_MAX = 60_000

/** Reads a socket piece by piece, in the caller's own order. Nothing else may read it. */
export class SocketReader {
  readonly #waitMsMax: number
  #chunks: Buffer[] = []
  #length = 0
  #ended = false
  #error: Error | null = null
  #wake: (() => void) | null = null

  constructor(socket: Socket, waitMsMax = WAIT_MS_MAX) {
    this.#waitMsMax = waitMsMax
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      if (this.#length > HELD_BYTES_MAX) socket.destroy(new Error('more than a test may receive'))
      this.#wake?.()
    })
    socket.on('error', (error) => {
      this.#error = error
    })
    socket.on('end', () => this.#end())
    socket.on('close', () => this.#end())
  }

  /** What `ECONNRESET` and its like left behind, once the connection has ended. */
  get error(): Error | null {
    return this.#error
  }

  /** The bytes up to and with `delimiter`; null where the connection ends before it. */
  async readUntil(delimiter: string): Promise<Buffer | null> {
    for (;;) {
      const at = this.#held().indexOf(delimiter, 0, 'latin1')
      if (at >= 0) return this.#take(at + delimiter.length)
      if (this.#ended) return null
      await this.#more()
    }
  }

  /** `count` bytes; fewer where the connection ends before them. */
  async readBytes(count: number): Promise<Buffer> {
    while (this.#length < count && !this.#ended) await this.#more()
    return this.#take(count)
  }

  /** All that comes until the connection ends. */
  async readToEnd(): Promise<Buffer> {
    while (!this.#ended) await this.#more()
    return this.#take(this.#length)
  }

  #end(): void {
    this.#ended = true
    this.#wake?.()
  }

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`nothing came for ${this.#waitMsMax} ms, ${this.#length} bytes unread`))
      }, this.#waitMsMax)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #held(): Buffer {
    const [first] = this.#chunks
    if (first !== undefined && this.#chunks.length === 1) return first
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  #take(count: number): Buffer {
    const all = this.#held()
    const taken = all.subarray(0, count)
    this.#chunks = taken.length < all.length ? [all.subarray(taken.length)] : []
    this.#length -= taken.length
    return taken
  }
}
