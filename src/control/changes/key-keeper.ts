import {
  type KeyFile,
  type StoredKey,
  withNewestSigning,
  withNextKey,
  withoutExpired,
  withoutKey,
} from '../../client/index.ts'
import { type Clock } from '../../model/index.ts'
import { type Answer, failure, table } from '../operators/answer.ts'
import { NotFound } from '../system/refused.ts'
import { saveKeys } from './key-store.ts'
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
    const { signing, keys } = this.#options.rollout.terms.keys
    const described = keys.map((key) => describe(key, signing))
    const rows = described.map((key) => [key.id, key.createdAt, useOf(key)])
    return {
      ending: 'done',
      report: { keys: described },
      text: table([['key', 'made', 'use'], ...rows]),
    }
  }

  /**
   * Makes a new key sign. Every worker accepts it before any signs with it, and the one before it
   * verifies until the last pass it signed has expired: nobody is checked again.
   */
  async rotate(): Promise<Answer> {
    const { rollout } = this.#options
    const nowSeconds = this.#nowSeconds()
    const before = rollout.terms.keys
    const accepted = withNextKey(withoutExpired(before, nowSeconds), nowSeconds)
    if (accepted === null) return failure('refused', fullText(before))
    await this.#bring(accepted)
    const verifyUntil = this.#nowSeconds() + SWITCH_SECONDS + this.#longestSeconds
    const after = withNewestSigning(accepted, verifyUntil)
    await this.#bring(after)
    this.#longestSeconds = VERIFY_SECONDS_MIN
    this.noteLifetime()
    const until = isoOf(verifyUntil)
    return {
      ending: 'done',
      report: { ok: true, from: before.signing, to: after.signing, verifyUntil: until },
      text: `${after.signing} signs; ${before.signing} verifies until ${until}\n`,
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
    const { keys, signing } = rollout.terms.keys
    if (!keys.some((key) => key.id === id)) {
      throw new NotFound(`there is no key ${id}; there are ${keys.map((key) => key.id).join(', ')}`)
    }
    if (id === signing) {
      const rotated = await this.rotate()
      if (rotated.ending !== 'done') return rotated
    }
    await this.#bring(withoutKey(rollout.terms.keys, id))
    const signs = rollout.terms.keys.signing
    const text = `${id} is gone: its passes, challenges and codes count no more; ${signs} signs\n`
    return { ending: 'done', report: { ok: true, revoked: id, signing: signs }, text }
  }

  /** Drops the keys whose last pass has expired. */
  async prune(): Promise<void> {
    const { keys } = this.#options.rollout.terms
    const left = withoutExpired(keys, this.#nowSeconds())
    if (left !== keys) await this.#bring(left)
  }

  /** On disk first: a gate that starts again must know every key that has ever signed. */
  async #bring(keys: KeyFile): Promise<void> {
    const { file, rollout, supervisor } = this.#options
    if (keys === rollout.terms.keys) return
    saveKeys(file, keys)
    const rolledOut = await rollout.apply({ ...rollout.terms, keys }, supervisor)
    if (!rolledOut.ok) throw new Error(`a worker refused the keys: ${rolledOut.why}`)
    // It would refuse passes that others sign with a key it does not know.
    if (!rolledOut.isWhole) throw new Error('not every worker knows the keys yet: try again')
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.wallMs() / 1000)
  }
}

interface DescribedKey {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly signing: boolean
  /** When it is dropped; null where it signs, or is to sign. */
  readonly verifyUntil: string | null
}

function useOf({ signing, verifyUntil }: DescribedKey): string {
  if (signing) return 'signs'
  return verifyUntil === null ? 'verifies' : `verifies until ${verifyUntil}`
}

/** Named one by one, so that no secret gets out because it got into the file. */
function describe({ id, createdAt, verifyUntil }: StoredKey, signing: string): DescribedKey {
  return {
    id,
    createdAt: isoOf(createdAt),
    signing: id === signing,
    verifyUntil: verifyUntil === undefined ? null : isoOf(verifyUntil),
  }
}

function fullText({ keys }: KeyFile): string {
  const next = Math.min(...keys.map(({ verifyUntil = Infinity }) => verifyUntil))
  const when = next === Infinity ? '' : `; the next is dropped at ${isoOf(next)}`
  return `${keys.length} keys are in use, and there may be no more${when}`
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
