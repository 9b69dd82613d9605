import { type SendDatagram } from './unix-datagrams.ts'

/** So soon it is tried again where the other side has no room: it reads one after the other. */
const AGAIN_MS = 50

/** Who has read nothing for five seconds is not there. */
const TRIES_MAX = 100

/** A gate tells of a few things an hour; those of a minute of reloads fit. */
const WAITING_MAX = 64

/** What is said again before long anyway. */
const SOON_STALE = 'WATCHDOG=1'

/** Datagrams to somebody who may be slow: nobody waits for him, and what he is to believe comes in its order. */
export class Letters {
  readonly #send: SendDatagram
  readonly #onLost: (line: string) => void
  readonly #waiting: string[] = []
  #tries = 0
  #timer: NodeJS.Timeout | null = null

  /** `onLost` is told the first line of what was not taken in time. */
  constructor(send: SendDatagram, onLost: (line: string) => void) {
    this.#send = send
    this.#onLost = onLost
  }

  post(lines: readonly string[]): void {
    const text = lines.join('\n')
    if (text === SOON_STALE && this.#waiting.length > 0) return
    if (this.#waiting.length === 0 && this.#send(text)) return
    if (text === SOON_STALE) return
    this.#waiting.push(text)
    if (this.#waiting.length > WAITING_MAX) this.#lose()
    this.#timer ??= setInterval(() => this.#again(), AGAIN_MS).unref()
  }

  #again(): void {
    while (this.#waiting.length > 0 && this.#send(this.#waiting[0] ?? '')) {
      this.#waiting.shift()
      this.#tries = 0
    }
    if (this.#waiting.length > 0 && ++this.#tries >= TRIES_MAX) this.#lose()
    if (this.#waiting.length > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #lose(): void {
    this.#tries = 0
    this.#onLost(this.#waiting.shift()?.split('\n')[0] ?? '')
  }
}
