import { type Terms } from './messages.ts'
import { type Supervisor } from './supervisor.ts'
import { type WorkerThread } from './worker-thread.ts'

export interface RolloutPace {
  /** Compiling the largest configuration on a busy machine takes a second or two. */
  readonly prepareMs: number
  /** To swap what is prepared, or to be born again. */
  readonly settleMs: number
}

export const ROLLOUT_PACE: RolloutPace = { prepareMs: 10_000, settleMs: 5_000 }

/** The worker of each seat and the configuration it serves by; null where none serves. */
export interface WorkerHash {
  readonly id: number
  readonly hash: string | null
}

/** All workers took the change up, or none did. */
export type RolledOut =
  | { readonly ok: true; readonly workers: readonly WorkerHash[] }
  | { readonly ok: false; readonly why: string }

/**
 * Brings all workers from one set of terms to the next: all of them or none. A worker that is born
 * gets the terms last committed, whenever that is; a worker that is silent is ended, and born again.
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

  /** Settles when every worker serves by the new terms, or has been ended because it does not. */
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
    await this.#settle(next, crew)
    return { ok: true, workers: workerHashes(crew) }
  }

  /** Null where everybody is ready who will still be there; else why somebody is not. */
  async #prepare(next: Terms, crew: Supervisor): Promise<string | null> {
    const { revision } = next
    const asked = crew.threads.filter(({ isListening }) => isListening)
    for (const thread of asked) thread.say({ kind: 'prepare', terms: next })
    const isOpen = (thread: WorkerThread): boolean =>
      !thread.hasEnded && !thread.hasAnswered(revision)
    await crew.news.until(() => !asked.some(isOpen), this.#pace.prepareMs)
    const refused = asked.find(({ refusal }) => refusal?.revision === revision)
    if (refused !== undefined) return refused.refusal?.why ?? ''
    for (const thread of asked.filter(isOpen))
      thread.end('it did not answer to a new configuration')
    return null
  }

  async #settle({ revision }: Terms, crew: Supervisor): Promise<void> {
    const isBehind = (thread: WorkerThread | null): boolean => thread?.revision !== revision
    const isSettled = (): boolean =>
      !crew.seats.some(({ current }) => isBehind(current)) && !crew.threads.some(isBehind)
    if (await crew.news.until(isSettled, this.#pace.settleMs)) return
    for (const thread of crew.threads.filter(isBehind)) {
      // One that does not listen yet is young: it will be told as soon as it does.
      if (thread.isListening) thread.end('it did not take up a new configuration')
    }
  }
}

/** Who serves by which configuration. */
export function workerHashes({ seats }: Supervisor): readonly WorkerHash[] {
  return seats.map(({ index, current }) => ({ id: index, hash: current?.hash || null }))
}
