import { createHmac } from 'node:crypto'
import { type Taking, type Takings } from '../limits/index.ts'
import { Accounts, type Account, type Part } from './accounts.ts'
import { type Charge, type Engine } from './engine.ts'
import { ASKED_PER_BATCH_MAX, Overdrawn } from './overdrawn.ts'
import { type StoreSecrets } from './secrets.ts'

/** Keys of one batch: some two milliseconds of the store. */
const KEYS_PER_BATCH_MAX = 1_000

/** A batch that has had no answer for so long is given up, with all that is untold: see `LimitShare`. */
const FORGET_MS = 10_000

/** Of a name in the store: 128 bits. */
const NAME_BYTES = 16

/** How often a round is to be made at most. */
export const ROUND_MS = 100

type LimitSecrets = Pick<StoreSecrets, 'seed' | 'names'>

export interface LimitShareOptions {
  readonly takings: Takings
  readonly engine: Pick<Engine, 'charge'>
  readonly steadyMs: () => number
  /** How many gates there are, this one among them. */
  readonly gates: () => number
  /** Of this start of this gate; no other has it. */
  readonly gate: string
}

interface Batch {
  readonly id: string
  readonly cutMs: number
  readonly parts: readonly Part[]
}

/**
 * Shares rate limits among gates. Each gate decides from its own memory alone; of keys above `1 / (2 x gates)` of their
 * limit it tells the store what they took, every 100 ms at most, and moves their time on by what the store answers. So
 * what a key took too much by going to several gates is a debt, which it repays before anybody lets it through again.
 *
 * **Bound.** With G gates that reach the store, whatever a client does, one key of one limit gets within any time W at
 * most `burst + rate x W + (G - 1) x (burst + 0.2 s x rate)`: only what is taken at the others between two answers is
 * unknown, at each of them no more than a burst, and what the rate allows in the two rounds that an answer takes. What
 * is below the threshold is told ten seconds later at most, so it does not add up. Over ten minutes it is hardly more
 * than one gate lets through, although who rests gets free anew what each gate could let through: see `Overdrawn`.
 * `npm run bench:store` measures both.
 *
 * It holds while the store answers. While it does not, each gate counts alone, `G` times the limit in all; and what was
 * not told within ten seconds is forgotten, or everybody would have to repay at its return what nobody held against
 * them. Of floods of ever new keys some are never told (`paart_store_takings_forgotten_total`).
 */
export class LimitShare {
  readonly #options: LimitShareOptions
  readonly #accounts = new Accounts()
  readonly #overdrawn = new Overdrawn()
  #secrets: LimitSecrets | null = null
  #batch: Batch | null = null
  #isUnderWay = false
  #batches = 0
  /** Keys that the store was told of or asked after, a key as often as it was. */
  keysTold = 0

  constructor(options: LimitShareOptions) {
    this.#options = options
  }

  /** Requests that were taken and that the store was not told of. */
  get forgotten(): number {
    return this.#accounts.forgotten + this.#options.takings.lost()
  }

  /** Keys of which something is to be told, or known. */
  get waiting(): number {
    return this.#accounts.size
  }

  /** Begins, or goes over to other names; null ends it. */
  follow(secrets: LimitSecrets | null): void {
    const { takings } = this.#options
    this.#forget()
    this.#secrets = secrets
    takings.noteBy(secrets?.seed ?? null)
    // What was noted by another seed, or before somebody listened.
    takings.read(() => undefined)
  }

  /** Reads what was taken and tells the store, unless it has not answered yet. */
  async round(): Promise<void> {
    const { steadyMs } = this.#options
    this.read()
    if (this.#isUnderWay || this.#secrets === null) return
    const batch = this.#batch ?? this.#cut(steadyMs())
    if (batch === null) return
    this.#batch = batch
    this.#isUnderWay = true
    try {
      await this.#tell(batch, this.#secrets)
    } finally {
      this.#isUnderWay = false
    }
  }

  /** Reads what was taken; `round` does it too. */
  read(): void {
    const { takings, steadyMs, gates } = this.#options
    const nowMs = steadyMs()
    const count = gates()
    takings.read((taking) => this.#accounts.add(taking, nowMs, count))
  }

  #cut(nowMs: number): Batch | null {
    const asked = Math.min(ASKED_PER_BATCH_MAX, this.#overdrawn.size)
    const told = this.#accounts.cut(KEYS_PER_BATCH_MAX - asked, nowMs)
    const parts = [...told, ...this.#overdrawn.due(told, nowMs)]
    if (parts.length === 0) return null
    return { id: `${this.#options.gate}-${++this.#batches}`, cutMs: nowMs, parts }
  }

  async #tell(batch: Batch, { names }: LimitSecrets): Promise<void> {
    const { engine, steadyMs, gates } = this.#options
    const sentMs = steadyMs()
    const count = gates()
    const charges = batch.parts.map((part) => chargeOf(part, { names, sentMs, gates: count }))
    try {
      const aheadUs = await engine.charge(batch.id, charges)
      if (this.#batch === batch) this.#settle(batch, { charges, aheadUs, sentMs })
    } catch (error) {
      if (this.#batch === batch && steadyMs() - batch.cutMs > FORGET_MS) this.#giveUp(batch)
      throw error
    }
  }

  /**
   * By the moment at which it was sent, not by that of the answer: nobody pays for the way. What was taken meanwhile
   * comes on top.
   */
  #settle(
    { parts }: Batch,
    told: {
      readonly charges: readonly Charge[]
      readonly aheadUs: readonly number[]
      readonly sentMs: number
    },
  ): void {
    const { takings, steadyMs, gates } = this.#options
    this.#batch = null
    this.keysTold += parts.length
    this.read()
    const nowMs = steadyMs()
    const by = { nowMs, gates: gates() }
    for (const [i, { account, count }] of parts.entries()) {
      const aheadMs = Math.min(told.aheadUs[i] ?? 0, told.charges[i]?.capUs ?? 0) / 1000
      const untilMs = told.sentMs + Math.max(0, aheadMs)
      const toldMs = count * account.taking.intervalMs
      this.#overdrawn.hear(account, { nowMs, untilMs, toldMs })
      this.#accounts.learn(account, untilMs, by)
      const levelMs = untilMs - nowMs + untoldMs(account)
      const heldMs = this.#overdrawn.heldBackMs(account, { ...by, levelMs })
      takings.raise(account.taking.place, levelMs + heldMs, nowMs)
    }
  }

  #giveUp({ parts }: Batch): void {
    for (const { count } of parts) this.#accounts.forgotten += count
    this.#forget()
  }

  #forget(): void {
    this.#batch = null
    this.#accounts.forget()
    this.#overdrawn.forget()
  }
}

function untoldMs({ untold, taking }: Account): number {
  return untold * taking.intervalMs
}

/** What all gates together let through before any knows of the others; nothing true lies further ahead. */
function capMs({ burst, intervalMs }: Taking, gates: number): number {
  return (gates + 1) * (burst * intervalMs + 2 * ROUND_MS)
}

function chargeOf(
  { account, count, sinceMs }: Part,
  by: { readonly names: Uint8Array; readonly sentMs: number; readonly gates: number },
): Charge {
  const { taking } = account
  // Half of what a key costs here; accounts are forgotten with the ring that names come from.
  account.name ??= nameOf(taking, by.names)
  return {
    key: account.name,
    costUs: Math.round(count * taking.intervalMs * 1000),
    ageUs: Math.round(Math.max(0, by.sentMs - sinceMs) * 1000),
    capUs: Math.round(capMs(taking, by.gates) * 1000),
  }
}

/** Says nothing of the key to whoever does not have the ring, and is the same at every gate that has. */
function nameOf({ low, high }: Taking, secret: Uint8Array): string {
  const key = Buffer.allocUnsafe(8)
  key.writeInt32LE(low, 0)
  key.writeInt32LE(high, 4)
  const digest = createHmac('sha256', secret).update(key).digest()
  return digest.subarray(0, NAME_BYTES).toString('base64url')
}
