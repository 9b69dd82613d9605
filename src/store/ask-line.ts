import { type Connection } from './connection.ts'
import { type Engine, type Published, type StoreFault } from './engine.ts'
import { Link } from './link.ts'

/** Of one batch; what is said meanwhile goes with the next, which is at once where none is under way. */
const MESSAGES_PER_BATCH_MAX = 32

/** On their way at the same time, so that a slow answer holds up nobody. */
const BATCHES_MAX = 4

/** What waits for its batch: of a second in which nothing goes; more than that is not said. */
const WAITING_MAX = 512

/** A connection that only hears would not notice that nobody is there any more. */
const PING_EVERY_MS = 2_000
const PING_MS = 1_000

/** What is said, and who wants to know what came of it: one of the two is called. */
interface Message extends Published {
  /** So many connections hear that channel. */
  readonly onHeard: (hearers: number) => void
  readonly onLost: () => void
}

export interface AskLineOptions {
  /** Over which it is said, by a connection that is there or not. */
  readonly engine: Pick<Engine, 'publish'>
  readonly isSpeaking: () => boolean
  /** Opens a connection that hears the channels of this gate. */
  readonly open: () => Promise<Connection>
  readonly random: () => number
  readonly onFault: (fault: StoreFault | null) => void
}

/** Carries messages from gate to gate, through a store that keeps none. Nothing is sent twice: who asks notices. */
export class AskLine {
  readonly #options: AskLineOptions
  readonly #hearing: Link
  readonly #timer: NodeJS.Timeout
  readonly #waiting: Message[] = []
  #batches = 0
  #isEnded = false

  constructor(options: AskLineOptions) {
    this.#options = options
    const { open, random, onFault } = options
    this.#hearing = new Link({ open, random, onUp: () => onFault(null), onFault })
    this.#timer = setInterval(() => void this.#ping(), PING_EVERY_MS)
  }

  /** Whether something can be said and what is said in answer be heard. */
  get isUp(): boolean {
    return this.#options.isSpeaking() && this.#hearing.isUp
  }

  /** Hears by another connection. */
  renew(): void {
    this.#hearing.renew()
  }

  end(): void {
    this.#isEnded = true
    clearInterval(this.#timer)
    this.#hearing.end()
    for (const { onLost } of this.#waiting.splice(0)) onLost()
  }

  async #ping(): Promise<void> {
    if (!this.#hearing.isUp) return
    // Where it is not answered it ends the connection, which is told.
    await this.#hearing.ask(['PING'], PING_MS).catch(() => undefined)
  }

  say(message: Message): void {
    if (!this.#options.isSpeaking() || this.#isEnded || this.#waiting.length >= WAITING_MAX) {
      return message.onLost()
    }
    this.#waiting.push(message)
    if (this.#batches < BATCHES_MAX) void this.#send()
  }

  async #send(): Promise<void> {
    this.#batches++
    while (this.#waiting.length > 0) await this.#sendBatch()
    this.#batches--
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, MESSAGES_PER_BATCH_MAX)
    try {
      const heard = await this.#options.engine.publish(batch)
      for (const [i, { onHeard }] of batch.entries()) onHeard(heard[i] ?? 0)
    } catch {
      // The call has told it.
      for (const { onLost } of batch) onLost()
    }
  }
}
