import { setTimeout as pause } from 'node:timers/promises'
import {
  KEYS_MAX,
  type KeyFile,
  nextKey,
  tombstone,
  withNextKey,
  withoutExpired,
  withoutKey,
} from '../../client/index.ts'
import { type Clock } from '../../model/index.ts'
import { type RingGate, type RingSight } from '../../store/index.ts'
import { type Answer, failure } from '../operators/answer.ts'
import { type OnNote } from '../system/note.ts'
import { NotFound } from '../system/refused.ts'
import { messageOf } from '../system/start-error.ts'
import { type KeyKeeper } from './key-keeper.ts'
import { KeyNews } from './key-news.ts'
import {
  changedText,
  fullText,
  isoOf,
  keyList,
  lateText,
  namesOf,
  revokedText,
} from './key-text.ts'

const LOOK_MS = 100

/** Another gate reads the file every two seconds; it may be compiling a large configuration meanwhile. */
const READERS_LOOKS = 100

/** Longer than a gate is waited for that says nothing any more, and than all take to come back to a store. */
const GATES_LOOKS = 150

/** Whoever revokes the key that signs is in a hurry: passes of the new one may be checked again for a moment. */
const REVOKE_LOOKS = 10

/** All others have heard of a revoked key by then. */
const GONE_LOOKS = 20

/** Looks, two seconds apart, after which a gate that does not read the file is gone. */
const SETTLE_LOOKS = 8

/** What of other gates is needed to change keys at all of them. */
export interface OtherGates {
  readonly sight: () => RingSight
  /** Tells them at once, and hears them. */
  readonly share: () => Promise<void>
}

/** Who does not know a key yet. */
interface Late {
  /** Names of gates that read the file. */
  readonly readers: readonly string[]
  /** Gates that share the ring by the store. */
  readonly gates: readonly RingGate[]
  /** The store does not answer: nobody knows who is there. */
  readonly isUnsure: boolean
}

export interface KeyDeskOptions {
  readonly keeper: KeyKeeper
  readonly gate: string
  readonly clock: Pick<Clock, 'wallMs'>
  readonly others: OtherGates
  readonly onNote: OnNote
  /** Lets something be done when it may be. */
  readonly tend: (work: () => Promise<unknown>) => Promise<void>
}

/**
 * Changes keys at all gates of a ring: those that read one file, and those that share one by a store. Callers of `rotate`
 * and `revoke` see to it that one change is made at a time.
 */
export class KeyDesk {
  readonly #options: KeyDeskOptions
  readonly #keeper: KeyKeeper
  /** What other gates say, and hear. */
  readonly news: KeyNews
  #isTaking = false
  /** The key that waits to sign, and for how many looks it has. */
  #next: { readonly id: string; readonly looks: number } | null = null

  constructor(options: KeyDeskOptions) {
    this.#options = options
    this.#keeper = options.keeper
    this.news = new KeyNews(options.keeper, () => void this.#takeSoon())
  }

  /** All keys, without their secrets. */
  list(): Answer {
    return keyList(this.#keeper.keys, this.#options.gate, this.#options.others.sight())
  }

  /**
   * Makes a new key sign. Every worker accepts it before any signs with it, of every gate that reads the file or shares
   * the ring, and the one before it verifies until the last pass it signed has expired: nobody is checked again.
   */
  async rotate(): Promise<Answer> {
    const before = this.#keeper.keys
    const full = await this.#makeNext(KEYS_MAX)
    if (full !== null) return failure('refused', full)
    const late = await this.#untilAllAccept(GATES_LOOKS)
    if (late.gates.length > 0 || late.isUnsure) return this.#notYet(late)
    const verifyUntil = await this.#keeper.sign({ without: late.readers, mayWait: this.#mayWait })
    void this.#options.others.share()
    const until = isoOf(verifyUntil)
    const to = this.#keeper.keys.signing
    const silent = late.readers
    const who = silent.length === 0 ? '' : `gate ${silent.join(', ')} does not read the key file\n`
    return {
      ending: 'done',
      report: { ok: true, from: before.signing, to, verifyUntil: until },
      text: `${who}${to} signs; ${before.signing} verifies until ${until}\n`,
    }
  }

  /** Null, or why there can be no other key. */
  async #makeNext(keysMax: number): Promise<string | null> {
    const nowSeconds = this.#nowSeconds()
    const { gate } = this.#options
    const withNext = (file: KeyFile): KeyFile | null =>
      withNextKey(withoutExpired(file, nowSeconds), nowSeconds, { madeBy: gate, keysMax })
    if (withNext(this.#keeper.keys) === null) return fullText(this.#keeper.keys)
    await this.#keeper.change((file) => withNext(file) ?? file)
    // Another gate has made the last one.
    return nextKey(this.#keeper.keys) === null ? fullText(this.#keeper.keys) : null
  }

  /** It is accepted here, and `settle` makes it sign. */
  #notYet(late: Late): Answer {
    const next = nextKey(this.#keeper.keys)?.id ?? ''
    const why = `${next} does not sign yet: ${lateText(late.gates)}`
    const waitsFor = namesOf(late.gates)
    return { ending: 'failed', report: { ok: false, why, next, waitsFor }, text: `${why}\n` }
  }

  /**
   * Drops a key that somebody else may know, at once: whoever holds a pass of it is checked again. One
   * that signs is replaced first.
   *
   * @throws NotFound where there is no such key.
   */
  async revoke(id: string): Promise<Answer> {
    await this.#keeper.read()
    await this.news.take()
    const { keys } = this.#keeper.keys
    if (!keys.some((key) => key.id === id)) {
      throw new NotFound(`there is no key ${id}; there are ${keys.map((key) => key.id).join(', ')}`)
    }
    const refused = await this.#replace(id)
    if (refused !== null) return failure('refused', refused)
    const left = await this.#untilGone(id)
    const { signing } = this.#keeper.keys
    const report = { ok: true, revoked: id, signing, stillAt: namesOf(left) }
    return { ending: 'done', report, text: revokedText(id, signing, left) }
  }

  /** Null, or why it cannot be dropped. */
  async #replace(id: string): Promise<string | null> {
    const drop = (file: KeyFile): KeyFile => {
      const revoked = [...(file.revoked ?? []), tombstone(id, this.#nowSeconds())]
      return { ...withoutKey(file, id), revoked }
    }
    if (id !== this.#keeper.keys.signing) {
      await this.#keeper.change(drop)
      return null
    }
    // It takes the place of the one that goes.
    const full = await this.#makeNext(KEYS_MAX + 1)
    if (full !== null) return full
    const isShared = this.#options.others.sight().secret !== null
    const late = await this.#untilAllAccept(isShared ? REVOKE_LOOKS : READERS_LOOKS)
    await this.#keeper.sign({ without: late.readers, change: drop })
    return null
  }

  /** Those that have not dropped it after so long. */
  async #untilGone(id: string): Promise<readonly RingGate[]> {
    const { others } = this.#options
    const still = (): readonly RingGate[] =>
      others.sight().others.filter(({ accepted }) => accepted.includes(id))
    for (let looks = 0; looks < GONE_LOOKS; looks++) {
      void others.share()
      if (!still().some(({ ring }) => ring === 'ours')) break
      await pause(LOOK_MS)
    }
    return still()
  }

  /** Settles when all know the newest key, or with those that do not in time. */
  async #untilAllAccept(looksMax: number): Promise<Late> {
    const next = nextKey(this.#keeper.keys)?.id
    if (next === undefined) return { readers: [], gates: [], isUnsure: false }
    for (let looks = 1; ; looks++) {
      // Whoever rotates at the same time waits for us.
      if (this.#keeper.isBehind) await this.#keeper.read()
      await this.news.take()
      void this.#options.others.share()
      const late = this.#late(next)
      const isWaiting = late.gates.length > 0 || late.isUnsure
      const isRead = late.readers.length === 0 || looks >= READERS_LOOKS
      if ((isRead && !isWaiting) || looks >= looksMax) return late
      await pause(LOOK_MS)
    }
  }

  /** Another gate may have made a later one in this moment. */
  readonly #mayWait = (id: string): boolean => this.#late(id).gates.length > 0

  #late(id: string): Late {
    const { others, secret, isFresh } = this.#options.others.sight()
    return {
      readers: this.#keeper.unread(id),
      gates: others.filter(({ ring, accepted }) => ring === 'ours' && !accepted.includes(id)),
      isUnsure: secret !== null && !isFresh,
    }
  }

  /** Takes up what others have written or said, and ends what was begun; null, or why that failed. */
  async tidy(): Promise<string | null> {
    try {
      const unread = await this.#keeper.readNews(this.#options.tend)
      const untaken = this.news.isAny ? await this.#takeSoon() : null
      await this.#settle()
      return unread ?? untaken
    } catch (error) {
      return `the keys stay as they are: ${messageOf(error)}`
    }
  }

  /** Null, or why what others say could not be taken up: it is tried again. */
  async #takeSoon(): Promise<string | null> {
    if (this.#isTaking) return null
    this.#isTaking = true
    const before = this.#keeper.own
    try {
      await this.#options.tend(() => this.news.take())
      const text = changedText(before, this.#keeper.own)
      if (text === null) return null
      this.#options.onNote(text, 'info')
      void this.#options.others.share()
      return null
    } catch (error) {
      return `the keys of other gates could not be taken up: ${messageOf(error)}`
    } finally {
      this.#isTaking = false
    }
  }

  /**
   * Makes a key sign that all accept and nobody has made sign: rings have met that did not know of each other, or who
   * rotated is gone.
   */
  async #settle(): Promise<void> {
    const { others, tend, onNote } = this.#options
    const next = nextKey(this.#keeper.keys)?.id
    if (next === undefined || others.sight().secret === null) {
      this.#next = null
      return
    }
    const looks = this.#next?.id === next ? this.#next.looks + 1 : 0
    this.#next = { id: next, looks }
    const { readers, gates, isUnsure } = this.#late(next)
    if (gates.length > 0 || isUnsure || (readers.length > 0 && looks < SETTLE_LOOKS)) return
    await tend(() => this.#keeper.sign({ without: readers, mayWait: this.#mayWait }))
    if (this.#keeper.keys.signing !== next) return
    onNote(`key ${next} signs now: all gates accept it`, 'info')
    void others.share()
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.wallMs() / 1000)
  }
}
