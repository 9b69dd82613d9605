import {
  type GateAnswers,
  type GateQuestion,
  type GateTold,
  type Snapshot,
} from '../../model/index.ts'

/** Of a worker at once: a second of a thousand proofs that were begun elsewhere takes some twenty. */
const UNDER_WAY_MAX = 64

/** Of one network. What is looked at before and counted after may be exceeded by so many. */
const OF_NETWORK_MAX = 8

/** Carries questions to whoever speaks with other gates; settles by the deadline and never rejects. */
export interface GateSpeech {
  readonly ask: (question: GateQuestion) => Promise<GateAnswers>
  readonly tell: (told: GateTold) => void
}

/** Nobody was asked. */
const NOBODY: GateAnswers = { answers: [], unanswered: 1 }

/**
 * Other gates of the same ring, where a store connects them: the doors alone ask them, and whoever has no answer in
 * time goes on without. Shared out among networks, so that nobody's proofs keep those of others from being asked about.
 */
export class OtherGates {
  readonly #speech: GateSpeech | null
  readonly #underWay = new Map<string, number>()
  #count = 0

  /** Null: there is nobody to be asked. */
  constructor(speech: GateSpeech | null) {
    this.#speech = speech
  }

  /** Whether anybody can be asked, by a configuration. */
  areThere({ store }: Snapshot): boolean {
    return this.#speech !== null && store.kind !== 'memory'
  }

  /** Asks for somebody of a network. */
  async ask(question: GateQuestion, network: string): Promise<GateAnswers> {
    const own = this.#underWay.get(network) ?? 0
    if (this.#speech === null || own >= OF_NETWORK_MAX || this.#count >= UNDER_WAY_MAX) {
      return NOBODY
    }
    this.#count++
    this.#underWay.set(network, own + 1)
    try {
      return await this.#speech.ask(question)
    } finally {
      this.#leave(network)
    }
  }

  #leave(network: string): void {
    this.#count--
    const left = (this.#underWay.get(network) ?? 1) - 1
    if (left === 0) this.#underWay.delete(network)
    else this.#underWay.set(network, left)
  }

  /** Tells them something; where nobody hears it, nobody knows. */
  tell(told: GateTold): void {
    this.#speech?.tell(told)
  }
}
