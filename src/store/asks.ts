import { randomBytes } from 'node:crypto'
import {
  type Clock,
  type GateAnswers,
  type GateQuestion,
  type GateSpeaker,
  type GateTold,
} from '../model/index.ts'
import { type AskLine } from './ask-line.ts'
import { repliedFrom, type Said, saidFrom } from './ask-message.ts'
import { type AskKeys, askKeysOf, sealText, unsealText } from './ask-seal.ts'
import { type Peer } from './engine.ts'
import { PendingQuestion } from './pending-question.ts'
import { type FactKeys } from './seal.ts'
import { Seen } from './seen.ts'

/** Questions of this gate at once: workers have 64 each, and operators few. */
const PENDING_MAX = 1_024

/** What is asked or told, in characters; an account of a decision is the longest. */
export const SAID_CHARS_MAX = 16_384

/** Sealed and written down it is longer by half; what is longer than that is nobody's. */
const SEALED_CHARS_MAX = 2 * SAID_CHARS_MAX

/** Questions of others that are being answered here. */
const ANSWERING_MAX = 64

/** Messages that are looked at in a second, some 20 microseconds each: whoever can write to the store sends more. */
const HEARD_PER_SECOND_MAX = 5_000

/** Answers, or says nothing of it with null. What it throws is no answer. */
export type Handler = (text: string) => Promise<string | null>

/** What became of questions about one thing, since the gate started. */
export interface AskCount {
  readonly topic: string
  /** All who were asked have answered, or one has who knew it. */
  answered: number
  unanswered: number
  told: number
  /** What others have asked or told this gate. */
  heard: number
}

export interface AsksOptions {
  readonly self: GateSpeaker
  /** All gates that ask the same store, as last heard. */
  readonly peers: () => readonly Peer[]
  readonly clock: Clock
}

/** Who hears what is published there. */
interface Channels {
  readonly to: (gate: number | 'all') => string
  readonly answersFor: (id: string) => string
}

/** Of gates that share one name in the store. */
function channelsOf(prefix: string): Channels {
  return {
    to: (gate) => `${prefix}:ask:${gate === 'all' ? gate : gate.toString(16).padStart(4, '0')}`,
    answersFor: (id) => `${prefix}:answer:${id}`,
  }
}

/**
 * Lets one gate ask another, or all, and be answered within a deadline; the main thread's. All that is said is sealed
 * under keys of the ring and bound to whom it is for, and heard once. Where nobody answers, because the store or the
 * other gate is down, whoever asks is told so: that it was not heard is not sure then. Nothing is ever asked again.
 */
export class Asks {
  readonly #options: AsksOptions
  readonly #handlers = new Map<string, Handler>()
  readonly #pending = new Map<string, PendingQuestion>()
  readonly #counts = new Map<string, AskCount>()
  #seen: Seen
  #keys: AskKeys | null = null
  #line: AskLine | null = null
  #channels = channelsOf('')
  #answering = 0
  #second = 0
  #heard = 0

  constructor(options: AsksOptions) {
    this.#options = options
    this.#seen = new Seen(options.clock.wallMs())
  }

  /** Registers who answers questions about something, and hears what is told of it. */
  on(topic: string, handler: Handler): void {
    this.#handlers.set(topic, handler)
    this.#countOf(topic)
  }

  /** What this gate hears. */
  get channels(): readonly string[] {
    const { id, gate } = this.#options.self
    const { to, answersFor } = this.#channels
    return [to('all'), to(gate), answersFor(id)]
  }

  /** Speaks with gates of the same ring. */
  follow(keys: FactKeys): void {
    this.#keys = askKeysOf(keys)
  }

  /** Speaks from now on with gates that share one name in the store, over a line that hears channels. */
  begin(prefix: string, open: (channels: readonly string[]) => AskLine): void {
    this.end()
    this.#channels = channelsOf(prefix)
    this.#line = open(this.channels)
  }

  /** Who is spoken to now may be another server than the one that is heard. */
  renew(): void {
    this.#line?.renew()
  }

  /** Whoever waits is told that nobody answers. */
  end(): void {
    this.#line?.end()
    this.#line = null
    for (const pending of this.#pending.values()) pending.end()
  }

  get counts(): readonly AskCount[] {
    return [...this.#counts.values()]
  }

  /** Never rejects, and settles by the deadline. */
  async ask(question: GateQuestion): Promise<GateAnswers> {
    const { to, topic } = question
    const { id: self } = this.#options.self
    const others = this.#options.peers().filter(({ id }) => id !== self)
    const asked = to === 'all' ? others : others.filter(({ gate }) => gate === to)
    const answers = await this.#put(question, asked)
    const isAnswered = answers.unanswered === 0 || answers.answers.length > 0
    this.#countOf(topic)[isAnswered ? 'answered' : 'unanswered']++
    return answers
  }

  #put(question: GateQuestion, asked: readonly Peer[]): Promise<GateAnswers> {
    const { to, deadlineMs, isFirstEnough = true } = question
    const pending = new PendingQuestion({ asked, isOne: to !== 'all', isFirstEnough })
    // Before it was greeted a gate does not know whom it asks.
    const isKnown = this.#options.peers().length > 0
    const isRoom = this.#pending.size < PENDING_MAX
    if (this.#line?.isUp !== true || !isKnown || !isRoom) return Promise.resolve(pending.nobody)
    const id = this.#say(question, {
      isAsked: true,
      // Whoever asks all hears it, too.
      onHeard: (hearers) => hearers <= (to === 'all' ? 1 : 0) && pending.end(),
      onLost: () => pending.end(),
    })
    if (id === null) return Promise.resolve(pending.nobody)
    this.#pending.set(id, pending)
    return pending.settled(deadlineMs).finally(() => this.#pending.delete(id))
  }

  /** Says something that nobody answers. False where it surely was not said. */
  tell(told: GateTold): boolean {
    if (this.#line?.isUp !== true) return false
    const id = this.#say(told, { isAsked: false, onHeard: ignore, onLost: ignore })
    if (id !== null) this.#countOf(told.topic).told++
    return id !== null
  }

  /** Null where it cannot be said. */
  #say(
    { to, topic, text }: GateTold,
    how: {
      readonly isAsked: boolean
      readonly onHeard: (hearers: number) => void
      readonly onLost: () => void
    },
  ): string | null {
    if (this.#keys === null || text.length > SAID_CHARS_MAX) return null
    const { self, clock } = this.#options
    const { isAsked, onHeard, onLost } = how
    const id = randomBytes(12).toString('base64url')
    const said: Said = { id, from: self, atMs: clock.wallMs(), topic, text, isAsked }
    const channel = this.#channels.to(to)
    const sealed = sealText(JSON.stringify(said), channel, this.#keys)
    this.#line?.say({ channel, sealed, onHeard, onLost })
    return id
  }

  /** Hears what was published on a channel, by whomever. */
  hear(sealed: string, channel: string): void {
    if (this.#keys === null || sealed.length > SEALED_CHARS_MAX || !this.#hasTime()) return
    const text = unsealText(sealed, channel, this.#keys)
    if (text === null) return
    if (channel === this.#channels.answersFor(this.#options.self.id)) return this.#hearReply(text)
    const said = saidFrom(text)
    if (said === null || said.from.id === this.#options.self.id) return
    if (this.#seen.isNew(said, this.#options.clock.wallMs())) void this.#answer(said)
  }

  #hasTime(): boolean {
    const second = Math.floor(this.#options.clock.steadyMs() / 1_000)
    if (second !== this.#second) this.#heard = 0
    this.#second = second
    return this.#heard++ < HEARD_PER_SECOND_MAX
  }

  #hearReply(text: string): void {
    const replied = repliedFrom(text)
    if (replied !== null) this.#pending.get(replied.id)?.hear(replied)
  }

  async #answer({ id, from, topic, text, isAsked }: Said): Promise<void> {
    const handler = this.#handlers.get(topic)
    if (handler === undefined || this.#answering >= ANSWERING_MAX) return
    this.#countOf(topic).heard++
    this.#answering++
    try {
      const answer = await handler(text)
      if (isAsked) this.#reply(id, from, answer)
    } catch {
      // Who asks is told that it was not answered.
    } finally {
      this.#answering--
    }
  }

  #reply(id: string, { id: to }: GateSpeaker, answer: string | null): void {
    if (this.#keys === null || (answer?.length ?? 0) > SAID_CHARS_MAX) return
    const channel = this.#channels.answersFor(to)
    const replied = JSON.stringify({ id, from: this.#options.self, text: answer })
    const sealed = sealText(replied, channel, this.#keys)
    this.#line?.say({ channel, sealed, onHeard: ignore, onLost: ignore })
  }

  #countOf(topic: string): AskCount {
    const known = this.#counts.get(topic)
    if (known !== undefined) return known
    const count = { topic, answered: 0, unanswered: 0, told: 0, heard: 0 }
    this.#counts.set(topic, count)
    return count
  }
}

function ignore(): void {}
