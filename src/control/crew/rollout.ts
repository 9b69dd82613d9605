import { type Terms } from './messages.ts'
import { type Supervisor } from './supervisor.ts'
import { type WorkerThread } from './worker-thread.ts'

export interface RolloutPace {
  /**
   * For one worker, to build by the largest configuration on a machine that is busy; who takes longer refuses
   * it. Less than a worker may be silent for meanwhile.
   */
  readonly prepareMs: number
  /** To swap what is prepared, or to be born again. */
  readonly settleMs: number
}

export const ROLLOUT_PACE: RolloutPace = { prepareMs: 50_000, settleMs: 20_000 }

/** What of terms is decided by others. */
export type Change = Pick<Terms, 'blueprint' | 'keys'>

/** The worker of each seat and the configuration it serves by; null where none serves. */
export interface WorkerHash {
  readonly id: number
  readonly hash: string | null
}

/** What became of a change: it is in force, or every worker stays with what it had. */
export type RolledOut =
  | {
      readonly ok: true
      /** Whether every seat serves by it already; false where a worker has not come up to date. */
      readonly isWhole: boolean
      readonly workers: readonly WorkerHash[]
    }
  | { readonly ok: false; readonly why: string }

/**
 * Brings all workers from one set of terms to the next: all of them or none. Nobody who serves is
 * ended for it. A worker that is born gets the terms last committed, whenever that is; one that has
 * missed the last word is told again each time it reports (`seat.ts`).
 */
export class Rollout {
  readonly #pace: RolloutPace
  #terms: Terms
  #lastRevision = 1

  constructor(first: Change, pace: RolloutPace = ROLLOUT_PACE) {
    const { blueprint, keys } = first
    this.#terms = { blueprint, keys, revision: this.#lastRevision, drawn: this.#lastRevision }
    this.#pace = pace
  }

  /** The terms in force. */
  get terms(): Terms {
    return this.#terms
  }

  /** Settles when every worker serves by the new terms, or has had the time to. */
  async apply({ blueprint, keys }: Change, crew: Supervisor): Promise<RolledOut> {
    // A number is never used twice: a late answer to a change that was given up means nothing.
    const revision = ++this.#lastRevision
    const isSame = blueprint === this.#terms.blueprint
    const next: Terms = { blueprint, keys, revision, drawn: isSame ? this.#terms.drawn : revision }
    const refusal = await this.#prepare(next, crew)
    if (refusal !== null) {
      crew.tellAll({ kind: 'discard', revision: next.revision })
      return { ok: false, why: refusal }
    }
    this.#terms = next
    for (const thread of crew.threads) {
      const isReady = thread.prepared === next.revision
      thread.say(
        isReady ? { kind: 'commit', revision: next.revision } : { kind: 'adopt', terms: next },
      )
    }
    const isWhole = await this.settle(crew)
    return { ok: true, isWhole, workers: workerHashes(crew) }
  }

  /**
   * One worker after the other: while one builds, the others have all processors but one. Null where everybody
   * is ready who will still be there; else why somebody is not.
   */
  async #prepare(next: Terms, crew: Supervisor): Promise<string | null> {
    for (const thread of crew.threads.filter(({ isListening }) => isListening)) {
      const refusal = await this.#prepareOne(thread, next, crew)
      if (refusal !== null) return refusal
    }
    return null
  }

  async #prepareOne(thread: WorkerThread, terms: Terms, crew: Supervisor): Promise<string | null> {
    const { revision } = terms
    const { prepareMs } = this.#pace
    thread.say({ kind: 'prepare', terms })
    const isDone = (): boolean => thread.hasEnded || thread.hasAnswered(revision)
    if (!(await crew.news.until(isDone, prepareMs))) {
      return `worker ${thread.index} was not ready within ${prepareMs / 1000} seconds`
    }
    return thread.refusal?.revision === revision ? thread.refusal.why : null
  }

  /** Settles with true as soon as every seat serves by the terms in force, with false in the end, or where all end. */
  async settle(crew: Supervisor): Promise<boolean> {
    const { revision } = this.#terms
    const isBehind = (thread: WorkerThread | null): boolean => thread?.revision !== revision
    const isSettled = (): boolean =>
      !crew.seats.some(({ current }) => isBehind(current)) && !crew.threads.some(isBehind)
    await crew.news.until(() => crew.isEnding || isSettled(), this.#pace.settleMs)
    return isSettled()
  }
}

/** Who serves by which configuration. */
export function workerHashes({ seats }: Supervisor): readonly WorkerHash[] {
  return seats.map(({ index, current }) => ({ id: index, hash: current?.hash || null }))
}
