import { type Terms } from './messages.ts'
import { type Supervisor } from './supervisor.ts'
import { type WorkerThread } from './worker-thread.ts'

export interface RolloutPace {
  /**
   * To compile the largest configuration on a machine that is busy; who takes longer refuses it. Less
   * than a worker may be silent for meanwhile.
   */
  readonly prepareMs: number
  /** To swap what is prepared, or to be born again. */
  readonly settleMs: number
}

export const ROLLOUT_PACE: RolloutPace = { prepareMs: 50_000, settleMs: 20_000 }

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

  constructor(first: Omit<Terms, 'revision'>, pace: RolloutPace = ROLLOUT_PACE) {
    this.#terms = { ...first, revision: this.#lastRevision }
    this.#pace = pace
  }

  /** The terms in force. */
  get terms(): Terms {
    return this.#terms
  }

  /** Settles when every worker serves by the new terms, or has had the time to. */
  async apply(change: Omit<Terms, 'revision'>, crew: Supervisor): Promise<RolledOut> {
    // A number is never used twice: a late answer to a change that was given up means nothing.
    const next: Terms = { ...change, revision: ++this.#lastRevision }
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

  /** Null where everybody is ready who will still be there; else why somebody is not. */
  async #prepare(next: Terms, crew: Supervisor): Promise<string | null> {
    const { revision } = next
    const asked = crew.threads.filter(({ isListening }) => isListening)
    for (const thread of asked) thread.say({ kind: 'prepare', terms: next })
    const isOpen = (thread: WorkerThread): boolean =>
      !thread.hasEnded && !thread.hasAnswered(revision)
    const { prepareMs } = this.#pace
    await crew.news.until(() => !asked.some(isOpen), prepareMs)
    const refused = asked.find(({ refusal }) => refusal?.revision === revision)
    if (refused !== undefined) return refused.refusal?.why ?? ''
    const late = asked.find(isOpen)
    return late === undefined
      ? null
      : `worker ${late.index} was not ready within ${prepareMs / 1000} seconds`
  }

  /** Settles with true as soon as every seat serves by the terms in force, with false in the end. */
  settle(crew: Supervisor): Promise<boolean> {
    const { revision } = this.#terms
    const isBehind = (thread: WorkerThread | null): boolean => thread?.revision !== revision
    const isSettled = (): boolean =>
      !crew.seats.some(({ current }) => isBehind(current)) && !crew.threads.some(isBehind)
    return crew.news.until(isSettled, this.#pace.settleMs)
  }
}

/** Who serves by which configuration. */
export function workerHashes({ seats }: Supervisor): readonly WorkerHash[] {
  return seats.map(({ index, current }) => ({ id: index, hash: current?.hash || null }))
}
