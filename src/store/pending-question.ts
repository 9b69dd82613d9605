import { type GateAnswer, type GateAnswers } from '../model/index.ts'
import { type Replied } from './ask-message.ts'
import { type Peer, PEERS_MAX } from './engine.ts'

export interface PendingOptions {
  /** Those of whom it is known that they are asked. */
  readonly asked: readonly Peer[]
  /** One gate is asked, known or not. */
  readonly isOne: boolean
  readonly isFirstEnough: boolean
}

/** A question under way: over when all have answered, when one has and that is enough, or when its time is up. */
export class PendingQuestion {
  readonly #isFirstEnough: boolean
  readonly #isOne: boolean
  /** Who has not answered yet. A gate that takes another's place answers for it. */
  readonly #awaited: Set<string>
  /** Gates of an older version cannot. */
  readonly #mute: number
  readonly #heard = new Set<string>()
  readonly #answers: GateAnswer[] = []
  readonly #over = Promise.withResolvers<void>()

  constructor({ asked, isOne, isFirstEnough }: PendingOptions) {
    this.#isOne = isOne
    this.#isFirstEnough = isFirstEnough
    this.#awaited = new Set(asked.filter(({ gate }) => gate !== null).map(placeOf))
    this.#mute = asked.filter(({ gate }) => gate === null).length
  }

  /** What is said where nobody can be asked. */
  get nobody(): GateAnswers {
    return { answers: [], unanswered: Math.max(1, this.#unanswered) }
  }

  get #unanswered(): number {
    if (this.#isOne) return this.#heard.size === 0 ? 1 : this.#awaited.size
    return this.#awaited.size + this.#mute
  }

  /** One answer of each gate counts. */
  hear({ from, text }: Replied): void {
    if (this.#heard.has(from.id) || this.#heard.size >= PEERS_MAX) return
    this.#heard.add(from.id)
    this.#awaited.delete(placeOf(from))
    if (text !== null) this.#answers.push({ from, text })
    if (this.#awaited.size === 0 || (this.#isFirstEnough && text !== null)) this.end()
  }

  end(): void {
    this.#over.resolve()
  }

  /** Settles when it is over. */
  async settled(deadlineMs: number): Promise<GateAnswers> {
    const timer = setTimeout(() => this.end(), deadlineMs)
    if (!this.#isOne && this.#awaited.size === 0) this.end()
    await this.#over.promise
    clearTimeout(timer)
    return { answers: [...this.#answers], unanswered: this.#unanswered }
  }
}

function placeOf({ name, gate }: Pick<Peer, 'name' | 'gate'>): string {
  return `${name} ${gate}`
}
