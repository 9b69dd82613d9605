import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  type KeyFile,
  type RevokedKey,
  keysOf,
  mergeKeyFiles,
  nextKey,
  notReadBy,
  readBy,
  tombstone,
  unreadBy,
  withNewestSigning,
  withNextKey,
  withoutExpired,
  withoutKey,
} from '../../client/index.ts'
import { type Clock, type Snapshot } from '../../model/index.ts'
import { type Answer, failure } from '../operators/answer.ts'
import { gateName } from '../system/gate-name.ts'
import { NotFound } from '../system/refused.ts'
import { codeOf, messageOf } from '../system/start-error.ts'
import { changeKeys, openToOthers, readKeys, stampOf } from './key-store.ts'
import { fullText, isoOf, keyList } from './key-text.ts'
import { type Rollout } from '../crew/rollout.ts'
import { type Supervisor } from '../crew/supervisor.ts'

/**
 * Pages that are open carry tokens of the old key, which know the way back for an hour, and a code of
 * the helpdesk is good for half of one: both outlive the shortest passes.
 */
const VERIFY_SECONDS_MIN = 3_600

/** Workers go over to a new key one after the other, and the slowest within this. */
const SWITCH_SECONDS = 60

/** Another gate reads the file every two seconds; it may be compiling a large configuration meanwhile. */
const LOOK_MS = 100
const LOOKS_MAX = 100

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
  #revoked: readonly RevokedKey[] = []
  /** Of the file when it was last read. */
  #stamp = ''

  constructor(options: KeyKeeperOptions) {
    this.#options = options
    this.noteLifetime()
  }

  /** To be called where the lifetime of passes may have changed. */
  noteLifetime(): void {
    this.#longestSeconds = Math.max(this.#longestSeconds, this.#options.lifetimeSeconds())
  }

  /** All keys, without their secrets. */
  list(): Answer {
    const { rollout, gate } = this.#options
    return keyList(rollout.terms.keys, gate)
  }

  /**
   * Makes a new key sign. Every worker accepts it before any signs with it, of every gate that reads the file,
   * and the one before it verifies until the last pass it signed has expired: nobody is checked again.
   */
  async rotate(): Promise<Answer> {
    const { gate, rollout } = this.#options
    const before = rollout.terms.keys
    const nowSeconds = this.#nowSeconds()
    const isFull = (file: KeyFile): boolean =>
      withNextKey(withoutExpired(file, nowSeconds), nowSeconds) === null
    if (isFull(before)) return failure('refused', fullText(before))
    await this.#change((file) => withNextKey(file, nowSeconds, gate) ?? file)
    if (nextKey(rollout.terms.keys) === null) {
      // Another gate has made the last one.
      return failure('refused', fullText(rollout.terms.keys))
    }
    const silent = await this.#untilAllHaveRead()
    const verifyUntil = this.#nowSeconds() + SWITCH_SECONDS + this.#longestSeconds
    await this.#change((file) => {
      const read = notReadBy(file, silent)
      return withNewestSigning(read, verifyUntil, (id) => unreadBy(read, id).length > 0)
    })
    this.#longestSeconds = VERIFY_SECONDS_MIN
    this.noteLifetime()
    const until = isoOf(verifyUntil)
    const to = rollout.terms.keys.signing
    const late = silent.length === 0 ? '' : `gate ${silent.join(', ')} does not read the key file\n`
    return {
      ending: 'done',
      report: { ok: true, from: before.signing, to, verifyUntil: until },
      text: `${late}${to} signs; ${before.signing} verifies until ${until}\n`,
    }
  }

  /**
   * Drops a key that somebody else may know, at once: whoever holds a pass of it is checked again. One
   * that signs is replaced first.
   *
   * @throws NotFound where there is no such key.
   */
  async revoke(id: string): Promise<Answer> {
    const { rollout } = this.#options
    await this.read()
    const { keys, signing } = rollout.terms.keys
    if (!keys.some((key) => key.id === id)) {
      throw new NotFound(`there is no key ${id}; there are ${keys.map((key) => key.id).join(', ')}`)
    }
    if (id === signing) {
      const rotated = await this.rotate()
      if (rotated.ending !== 'done') return rotated
    }
    await this.#change((file) => {
      const revoked = [...(file.revoked ?? []), tombstone(id, this.#nowSeconds())]
      return { ...withoutKey(file, id), revoked }
    })
    const signs = rollout.terms.keys.signing
    const text = `${id} is gone: its passes, challenges and codes count no more; ${signs} signs\n`
    return { ending: 'done', report: { ok: true, revoked: id, signing: signs }, text }
  }

  /** Drops the keys whose last pass has expired. */
  async prune(): Promise<void> {
    const { keys } = this.#options.rollout.terms
    if (withoutExpired(keys, this.#nowSeconds()) !== keys) await this.#change((file) => file)
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
      await this.#change((file) => file)
    } catch (error) {
      // What is no word of the system's is wrong with the file itself, or with a worker.
      if (codeOf(error) === undefined) throw error
      await this.#takeUp()
    }
  }

  async #takeUp(): Promise<void> {
    const { file } = this.#options
    const stamp = stampOf(file)
    const there = readKeys(file)
    if (there === null) throw new Error(`there is no ${file}, and none can be written`)
    const keys = this.#joined(there)
    this.#revoked = keys.revoked ?? []
    await this.#bring(keysOf(keys))
    this.#stamp = stamp
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

  /** Settles when every other gate has read the newest key, with those that have not in time. */
  async #untilAllHaveRead(): Promise<readonly string[]> {
    const { file, rollout } = this.#options
    const next = nextKey(rollout.terms.keys)?.id
    if (next === undefined) return []
    let late: readonly string[] = []
    for (let looks = 0; looks < LOOKS_MAX; looks++) {
      // Whoever rotates at the same time waits for us.
      if (this.isBehind) await this.read()
      late = unreadBy(readKeys(file) ?? rollout.terms.keys, next)
      if (late.length === 0) return []
      await pause(LOOK_MS)
    }
    return late
  }

  /**
   * Makes a change to the file as it is now and as this gate knows it, and brings what comes of it to all
   * workers. On disk first: a gate that starts again must know every key that has ever signed.
   */
  async #change(change: (file: KeyFile) => KeyFile): Promise<void> {
    const { file, gate } = this.#options
    const { keys } = await changeKeys(file, this.#own, (now) => change(this.#joined(now)))
    this.#revoked = keys.revoked ?? []
    await this.#bring(keysOf(keys))
    const ids = keys.keys.map(({ id }) => id)
    let isNew = false
    const read = await changeKeys(file, keys, (now) => {
      isNew = !isDeepStrictEqual(keysOf(now), keysOf(keys))
      return readBy(now, gate, ids)
    })
    // What somebody else has written meanwhile is read the next time.
    this.#stamp = isNew ? '' : read.stamp
  }

  /** What this gate knows of keys, with those that are gone. */
  get #own(): KeyFile {
    return { ...this.#options.rollout.terms.keys, revoked: this.#revoked }
  }

  #joined(there: KeyFile): KeyFile {
    const nowSeconds = this.#nowSeconds()
    return withoutExpired(mergeKeyFiles(there, this.#own, nowSeconds), nowSeconds)
  }

  async #bring(keys: KeyFile): Promise<void> {
    const { rollout, supervisor } = this.#options
    if (isDeepStrictEqual(keys, rollout.terms.keys)) return
    const rolledOut = await rollout.apply({ ...rollout.terms, keys }, supervisor)
    if (!rolledOut.ok) throw new Error(`a worker refused the keys: ${rolledOut.why}`)
    // It would refuse passes that others sign with a key it does not know.
    if (!rolledOut.isWhole) throw new Error('not every worker knows the keys yet: try again')
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.wallMs() / 1000)
  }
}

/** Opens the keeper of a gate's keys, whatever configuration is in force later. */
export function openKeyKeeper(
  { pass, admin }: Snapshot,
  {
    inForce,
    ...tools
  }: Pick<KeyKeeperOptions, 'clock' | 'rollout' | 'supervisor'> & {
    readonly inForce: () => Snapshot
  },
): KeyKeeper {
  return new KeyKeeper({
    ...tools,
    file: pass.keysFile,
    gate: gateName(admin.socket),
    lifetimeSeconds() {
      const { lifetimeSeconds, graceSeconds } = inForce().pass
      return lifetimeSeconds + graceSeconds
    },
  })
}
