import { randomBytes } from 'node:crypto'
import { isGateNumber, isPlain } from './ask-message.ts'
import {
  type Charge,
  type Engine,
  type FactsOf,
  type FactsRead,
  type Peer,
  PEERS_MAX,
  type Published,
  type RoomHeard,
  type RoomSaid,
  type SealedFact,
  StoreFault,
} from './engine.ts'
import { type Link } from './link.ts'
import { CONFER } from './room-script.ts'
import { CHARGE, EXCHANGE, FIRST, GREET, PUBLISH } from './scripts.ts'

/** A batch takes the store two milliseconds; one that has none for half a second has other troubles. */
export const CHARGE_MS = 500
const GREET_MS = 1_000

/** Who asks has waited for longer than that by then. */
const PUBLISH_MS = 500

/** Facts of one exchange, in each direction: a list of bans with all of them comes in some more. */
export const FACTS_MAX = 200
const EXCHANGE_MS = 1_000

/** People of a waiting room that are answered at once. */
const PLACES_MAX = 250
const CONFER_MS = 1_000

/** A sealed fact is some hundreds of characters; what is longer is none. */
const SEALED_CHARS_MAX = 4_096

/** A gate that has said nothing for so long is gone. */
export const PEER_GONE_MS = 10_000

/** What one gate says of itself; more is not read. */
const PEER_CHARS_MAX = 512

/** What gates share, in a Valkey or a Redis. */
export class ValkeyEngine implements Engine {
  readonly #link: Pick<Link, 'ask'>
  readonly #prefix: string
  readonly #gate: string

  constructor(
    link: Pick<Link, 'ask'>,
    { prefix, gate }: { readonly prefix: string; readonly gate: string },
  ) {
    this.#link = link
    this.#prefix = prefix
    this.#gate = gate
  }

  async charge(id: string, charges: readonly Charge[]): Promise<readonly number[]> {
    const keys = charges.map(({ key }) => `${this.#prefix}:limit:${key}`)
    const values = charges.flatMap(({ costUs, ageUs, capUs }) => [costUs, ageUs, capUs].map(String))
    const call = this.#call(
      CHARGE,
      [`${this.#prefix}:batch:${this.#gate}`, ...keys],
      [id, ...values],
    )
    const answer = await this.#link.ask(call, CHARGE_MS)
    if (isNumbers(answer) && answer.length === charges.length) return answer
    throw new StoreFault(
      'unexpected',
      'it does not answer as it should: not with a number for each key',
    )
  }

  async greet(self: Peer): Promise<readonly Peer[]> {
    const keys = [`${this.#prefix}:gates`, `${this.#prefix}:gate`]
    const values = [self.id, JSON.stringify(self), String(PEER_GONE_MS), String(PEERS_MAX)]
    const answer = await this.#link.ask(this.#call(GREET, keys, values), GREET_MS)
    if (!Array.isArray(answer)) {
      throw new StoreFault(
        'unexpected',
        'it does not answer as it should: not with a list of gates',
      )
    }
    return answer.slice(0, PEERS_MAX).flatMap(peerOf)
  }

  async exchange(
    { epoch, version }: FactsRead,
    facts: readonly SealedFact[],
    of: FactsOf = 'facts',
  ): ReturnType<Engine['exchange']> {
    const keys = ['', ':text', ':version', ':end'].map((part) => `${this.#prefix}:${of}${part}`)
    const values = facts.flatMap(({ name, atMs, untilMs, sealed }) => {
      return [name, String(atMs), String(untilMs), sealed]
    })
    const fixed = [epoch, String(version), randomBytes(8).toString('hex'), String(FACTS_MAX)]
    const call = this.#call(EXCHANGE, keys, [...fixed, ...values])
    const answer = await this.#link.ask(call, EXCHANGE_MS)
    const [nowEpoch, nowVersion, texts] = Array.isArray(answer) ? answer : []
    if (typeof nowEpoch !== 'string' || !isCount(nowVersion) || !Array.isArray(texts)) {
      throw new StoreFault('unexpected', 'it does not answer as it should: not with facts')
    }
    const sealed = texts.filter((text) => typeof text === 'string')
    return {
      epoch: nowEpoch,
      version: nowVersion,
      sealed: sealed.filter(({ length }) => length > 0 && length <= SEALED_CHARS_MAX),
      isWhole: texts.length < FACTS_MAX,
    }
  }

  async publish(messages: readonly Published[]): Promise<readonly number[]> {
    const values = messages.flatMap(({ channel, sealed }) => [channel, sealed])
    const answer = await this.#link.ask(this.#call(PUBLISH, [], values), PUBLISH_MS)
    if (isNumbers(answer) && answer.length === messages.length) return answer
    throw new StoreFault('unexpected', 'it does not answer as it should: not with who hears')
  }

  async confer(said: RoomSaid): Promise<RoomHeard> {
    const { room, read, activeMax, credit, wants, gates, rate, places } = said
    const keys = ['', ':people', ':version', ':end', ':in', ':granted'].map(
      (part) => `${this.#prefix}:room:${room}${part}`,
    )
    const counts = [credit, wants ? 1 : 0, activeMax, gates]
    const { aheadMs = 0, intervalMs = 0, burst = 0 } = rate ?? {}
    const values = places.flatMap(({ name, order, isAsked, placeMs, allMs, sealed }) => {
      const place = String(Math.ceil(placeMs))
      const all = String(Math.ceil(allMs))
      return [name, String(order), isAsked ? '1' : '0', place, all, sealed]
    })
    const about = [read.epoch, String(read.version), randomBytes(8).toString('hex')]
    const answer = await this.#link.ask(
      this.#call(CONFER, keys, [
        ...about,
        String(PLACES_MAX),
        this.#gate,
        ...[...counts, aheadMs, intervalMs, burst].map(String),
        ...values,
      ]),
      CONFER_MS,
    )
    return heardFrom(answer)
  }

  /** Of gates that would each begin the same ring, the one that came first in the last minute: what it has handed in. */
  async first(ring: string, { sealed }: SealedFact): Promise<string> {
    const call = this.#call(FIRST, [`${this.#prefix}:ring:first:${ring}`], [sealed])
    const answer = await this.#link.ask(call, EXCHANGE_MS)
    if (typeof answer === 'string' && answer.length <= SEALED_CHARS_MAX) return answer
    throw new StoreFault('unexpected', 'it does not answer as it should: not with a key')
  }

  #call(script: string, keys: readonly string[], values: readonly string[]): readonly string[] {
    return ['EVAL', script, String(keys.length), ...keys, ...values]
  }
}

function heardFrom(answer: unknown): RoomHeard {
  const [epoch, version, texts, nowMs, credit, aheadMs] = Array.isArray(answer) ? answer : []
  if (
    typeof epoch !== 'string' ||
    !Array.isArray(texts) ||
    ![version, credit].every(isCount) ||
    !isTime(nowMs)
  ) {
    throw new StoreFault('unexpected', 'it does not answer as it should: not with a waiting room')
  }
  return {
    read: { epoch, version },
    sealed: texts.filter((text) => typeof text === 'string' && text.length <= SEALED_CHARS_MAX),
    isWhole: texts.length < PLACES_MAX,
    nowMs,
    credit,
    aheadMs: isCount(aheadMs) ? aheadMs : 0,
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/** Of a server's clock, whose seconds are told in 32 bits. */
function isTime(value: unknown): value is number {
  return isCount(value) && value >= 0 && value < 2 ** 32 * 1_000
}

function isNumbers(answer: unknown): answer is readonly number[] {
  return Array.isArray(answer) && answer.every((each) => Number.isFinite(each))
}

/** What somebody else has written: read as what it should be, or not at all. */
function peerOf(said: unknown): readonly Peer[] {
  if (typeof said !== 'string' || said.length > PEER_CHARS_MAX) return []
  try {
    const value: unknown = JSON.parse(said)
    if (typeof value !== 'object' || value === null) return []
    const { id, name, version, since, gate, ring }: Partial<Record<keyof Peer, unknown>> = value
    if (!isPlain(id) || !isPlain(name) || !isPlain(version) || !isPlain(since)) return []
    const number = isGateNumber(gate) ? gate : null
    return [{ id, name, version, since, gate: number, ring: typeof ring === 'string' ? ring : '' }]
  } catch {
    return []
  }
}
