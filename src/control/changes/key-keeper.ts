import { isDeepStrictEqual } from 'node:util'
import {
  type KeyFile,
  type RevokedKey,
  keysOf,
  mergeKeyFiles,
  notReadBy,
  readBy,
  unreadBy,
  withNewestSigning,
  withoutExpired,
} from '../../client/index.ts'
import { type Clock } from '../../model/index.ts'
import { codeOf, messageOf } from '../system/start-error.ts'
import { type HeardKeys } from './key-facts.ts'
import { changeKeys, openToOthers, readKeys, stampOf } from './key-store.ts'
import { type Rollout } from '../crew/rollout.ts'
import { type Supervisor } from '../crew/supervisor.ts'

/**
 * Pages that are open carry tokens of the old key, which know the way back for an hour, and a code of
 * the helpdesk is good for half of one: both outlive the shortest passes.
 */
const VERIFY_SECONDS_MIN = 3_600

/** Workers go over to a new key one after the other, and the slowest within this. */
const SWITCH_SECONDS = 60

export interface KeyKeeperOptions {
  readonly file: string
  /** What this gate calls itself among those that share the file. */
  readonly gate: string
  readonly clock: Clock
  readonly rollout: Rollout
  readonly supervisor: Supervisor
  /** Of passes issued now, with what they may be shown for after it, in seconds. */
  readonly lifetimeSeconds: () => number
}

/** Looks after the signing keys of a gate that runs. Callers see to it that one change is made at a time. */
export class KeyKeeper {
  readonly #options: KeyKeeperOptions
  /** The longest that a pass can last which the signing key has signed. */
  #longestSeconds = VERIFY_SECONDS_MIN
  #revoked: readonly RevokedKey[]
  /** Those that every worker knows. */
  #accepted: readonly string[]
  /** Of the file when it was last read. */
  #stamp = ''

  constructor(options: KeyKeeperOptions, { revoked = [] }: Pick<KeyFile, 'revoked'> = {}) {
    this.#options = options
    this.#revoked = revoked
    this.#accepted = idsOf(this.keys)
    this.noteLifetime()
  }

  /** Those in force. */
  get keys(): KeyFile {
    return this.#options.rollout.terms.keys
  }

  /** The ids of those that every worker knows. */
  get accepted(): readonly string[] {
    return this.#accepted
  }

  /** What this gate knows of keys, with those that are gone. */
  get own(): KeyFile {
    return this.#revoked.length === 0 ? this.keys : { ...this.keys, revoked: this.#revoked }
  }

  /** To be called where the lifetime of passes may have changed. */
  noteLifetime(): void {
    this.#longestSeconds = Math.max(this.#longestSeconds, this.#options.lifetimeSeconds())
  }

  /** Makes the last key sign that may, and the ones before it verify until the last pass they signed has expired. */
  async sign({
    without = [],
    mayWait = () => false,
    change = (file) => file,
  }: {
    /** Gates that do not read the file any more. */
    readonly without?: readonly string[]
    /** Whether a key is to wait for another time. */
    readonly mayWait?: (id: string) => boolean
    /** What is to be changed with it. */
    readonly change?: (file: KeyFile) => KeyFile
  } = {}): Promise<number> {
    const verifyUntil = this.#verifyUntil()
    const { signing } = this.keys
    await this.change((file) => {
      const read = notReadBy(file, without)
      const waits = (id: string): boolean => unreadBy(read, id).length > 0 || mayWait(id)
      return change(withNewestSigning(read, verifyUntil, waits))
    })
    if (this.keys.signing !== signing) this.#longestSeconds = VERIFY_SECONDS_MIN
    this.noteLifetime()
    return verifyUntil
  }

  #verifyUntil(): number {
    return this.#nowSeconds() + SWITCH_SECONDS + this.#longestSeconds
  }

  /** Drops the keys whose last pass has expired. */
  async prune(): Promise<void> {
    const { keys } = this.#options.rollout.terms
    if (withoutExpired(keys, this.#nowSeconds()) !== keys) await this.change((file) => file)
  }

  /** Whether the file has been written since it was last read. */
  get isBehind(): boolean {
    return stampOf(this.#options.file) !== this.#stamp
  }

  /**
   * Takes up what is in the file, and puts there what the gate has besides: keys are joined by their ids, so
   * none is lost, and one that was revoked anywhere is gone here. The file says that this gate has read it, but
   * where the disk lets nothing be written it is taken up all the same.
   *
   * @throws Error where it cannot be used: then the gate's keys stay as they are.
   */
  async read(): Promise<void> {
    const open = openToOthers(this.#options.file)
    if (open !== null) throw new Error(open)
    try {
      await this.change((file) => file)
    } catch (error) {
      // What is no word of the system's is wrong with the file itself, or with a worker.
      if (codeOf(error) === '') throw error
      await this.#takeUp()
    }
  }

  async #takeUp(): Promise<void> {
    const { file } = this.#options
    const stamp = stampOf(file)
    const there = readKeys(file)
    if (there === null) throw new Error(`there is no ${file}, and none can be written`)
    await this.#adopt(this.#joined(there))
    this.#stamp = stamp
  }

  async #adopt(keys: KeyFile): Promise<void> {
    this.#revoked = keys.revoked ?? []
    await this.#bring(keysOf(keys))
  }

  /** The same; null, or why it failed. */
  async tryToRead(): Promise<string | null> {
    try {
      await this.read()
      return null
    } catch (error) {
      return `the key file could not be read, the keys stay as they are: ${messageOf(error)}`
    }
  }

  /** Reads the file where somebody has written it since; `tend` lets it be done when it may be. */
  async readNews(tend: (work: () => Promise<unknown>) => Promise<void>): Promise<string | null> {
    let why: string | null = null
    if (this.isBehind) await tend(async () => (why = await this.tryToRead()))
    return why
  }

  /** This gate reads the file no more: nobody waits for it. */
  async leave(): Promise<void> {
    const { file, gate, rollout } = this.#options
    if (stampOf(file) === '') return
    await changeKeys(file, rollout.terms.keys, (now) => notReadBy(now, [gate]))
  }

  /** The gates that read the file and do not know a key yet. */
  unread(id: string): readonly string[] {
    return unreadBy(readKeys(this.#options.file) ?? this.keys, id)
  }

  /** Takes up what gates say that do not read the file. False where it knew all of it. */
  async join({ keys, revoked }: HeardKeys): Promise<boolean> {
    const before = this.own
    const joined = this.#joined({ ...before, keys, revoked })
    if (isDeepStrictEqual(joined, before)) return false
    try {
      await this.change((file) => this.#joined({ ...file, keys, revoked }, file))
    } catch (error) {
      if (codeOf(error) === '') throw error
      // A disk that is full keeps no revoked key alive; the next start hears of it again.
      await this.#adopt(joined)
    }
    return true
  }

  /**
   * Makes a change to the file as it is now and as this gate knows it, and brings what comes of it to all
   * workers. On disk first: a gate that starts again must know every key that has ever signed.
   */
  async change(change: (file: KeyFile) => KeyFile): Promise<void> {
    const { file, gate } = this.#options
    const { keys } = await changeKeys(file, this.own, (now) => change(this.#joined(now)))
    await this.#adopt(keys)
    const ids = keys.keys.map(({ id }) => id)
    let isNew = false
    const read = await changeKeys(file, keys, (now) => {
      isNew = !isDeepStrictEqual(keysOf(now), keysOf(keys))
      return readBy(now, gate, ids)
    })
    // What somebody else has written meanwhile is read the next time.
    this.#stamp = isNew ? '' : read.stamp
  }

  #joined(there: KeyFile, own = this.own): KeyFile {
    const nowSeconds = this.#nowSeconds()
    return withoutExpired(this.#kept(mergeKeyFiles(there, own, nowSeconds)), nowSeconds)
  }

  /**
   * Another gate has made another key sign, which this one hears of late: passes that it has signed until now are as
   * good as any.
   */
  #kept(joined: KeyFile): KeyFile {
    const { signing } = this.keys
    if (joined.signing === signing) return joined
    const least = this.#verifyUntil()
    const keys = joined.keys.map((key) => {
      const isLate = key.id === signing && (key.verifyUntil ?? 0) + SWITCH_SECONDS < least
      return isLate ? { ...key, verifyUntil: least } : key
    })
    return { ...joined, keys }
  }

  async #bring(keys: KeyFile): Promise<void> {
    const { rollout, supervisor } = this.#options
    const ids = idsOf(keys)
    const isSame = isDeepStrictEqual(keys, rollout.terms.keys)
    if (isSame && isDeepStrictEqual(ids, this.#accepted)) return
    const rolledOut = isSame
      ? { ok: true as const, isWhole: await rollout.settle(supervisor) }
      : await rollout.apply({ ...rollout.terms, keys }, supervisor)
    if (!rolledOut.ok) throw new Error(`a worker refused the keys: ${rolledOut.why}`)
    // It would refuse passes that others sign with a key it does not know.
    if (!rolledOut.isWhole) throw new Error('not every worker knows the keys yet: try again')
    this.#accepted = ids
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.wallMs() / 1000)
  }
}

function idsOf({ keys }: KeyFile): readonly string[] {
  return keys.map(({ id }) => id)
}
