import { get } from 'node:http'
import { Exchange } from '../endurance/exchange.ts'

/** Whoever has no answer by then has left. */
const PATIENCE_MS = 10_000
const LOOK_MS = 5

/** As many as the browsers of a small office keep open. */
const KEPT_MAX = 16

/** What clients met. */
export interface Met {
  readonly requests: number
  /** Not answered with 200 and all of the body; none is tried again. */
  readonly failed: readonly string[]
  /** The longest time without any answer, in ms. */
  readonly longestGapMs: number
}

/**
 * Requests at a fixed rate, whatever becomes of those before: every other one on a connection of its own, the others
 * on connections that are kept.
 */
export class Load {
  readonly #port: number
  readonly #rate: number
  readonly #waiting = new Set<Exchange>()
  readonly #idle: Exchange[] = []
  readonly #failed: string[] = []
  readonly #timer: NodeJS.Timeout
  readonly #startMs = performance.now()
  #sent = 0
  #answeredMs = performance.now()
  #longestGapMs = 0

  constructor(port: number, rate: number) {
    this.#port = port
    this.#rate = rate
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    const nowMs = performance.now()
    const due = ((nowMs - this.#startMs) * this.#rate) / 1000
    while (this.#sent < due) this.#ask(this.#sent++ % 2 === 0)
    for (const exchange of this.#waiting) {
      if (exchange.startedMs < nowMs - PATIENCE_MS) exchange.giveUp()
    }
  }

  #ask(keeps: boolean): void {
    const exchange = (keeps ? this.#takeIdle() : null) ?? new Exchange(this.#port, () => undefined)
    this.#waiting.add(exchange)
    const close = keeps ? '' : 'Connection: close\r\n'
    exchange.ask(`GET /page HTTP/1.1\r\nHost: a.test\r\n${close}\r\n`, (why) => {
      this.#waiting.delete(exchange)
      if (why === null) this.#answered()
      else this.#failed.push(`${keeps ? 'kept' : 'new'}: ${why}`)
      if (!keeps) exchange.close()
      else if (exchange.isOpen && this.#idle.length < KEPT_MAX) this.#idle.push(exchange)
      else exchange.close()
    })
  }

  #takeIdle(): Exchange | null {
    for (let next = this.#idle.shift(); next !== undefined; next = this.#idle.shift()) {
      if (next.isOpen) return next
    }
    return null
  }

  #answered(): void {
    const nowMs = performance.now()
    this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#answeredMs)
    this.#answeredMs = nowMs
  }

  /** The longest gap until now; the next one begins anew. */
  takeGapMs(): number {
    const gapMs = this.#longestGapMs
    this.#longestGapMs = 0
    return gapMs
  }

  async stop(): Promise<Met> {
    clearInterval(this.#timer)
    const sweep = setInterval(() => this.#look(), LOOK_MS)
    this.#sent = Number.MAX_SAFE_INTEGER
    const requests = this.#requests()
    while (this.#waiting.size > 0) await new Promise((resolve) => void setTimeout(resolve, LOOK_MS))
    clearInterval(sweep)
    for (const exchange of this.#idle) exchange.close()
    return { requests, failed: this.#failed, longestGapMs: this.#longestGapMs }
  }

  #requests(): number {
    return Math.ceil(((performance.now() - this.#startMs) * this.#rate) / 1000)
  }
}

/** People who download one file after the other, some seconds each. */
export class Downloads {
  readonly #port: number
  readonly #all: Promise<void>[]
  #isOver = false
  #whole = 0
  #cut = 0

  constructor(port: number, count: number) {
    this.#port = port
    this.#all = Array.from({ length: count }, () => this.#run())
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      if (await isWhole(this.#port)) this.#whole++
      else this.#cut++
    }
  }

  async stop(): Promise<{ readonly whole: number; readonly cut: number }> {
    this.#isOver = true
    await Promise.all(this.#all)
    return { whole: this.#whole, cut: this.#cut }
  }
}

function isWhole(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/download', agent: false }, (answer) => {
      let bytes = 0
      answer.on('data', (piece: Buffer) => (bytes += piece.length))
      answer.on('close', () => {
        const length = Number(answer.headers['content-length'] ?? -1)
        resolve(answer.statusCode === 200 && bytes === length)
      })
      answer.on('error', () => undefined)
    })
    request.on('error', () => resolve(false))
  })
}
