import { setTimeout as pause } from 'node:timers/promises'
import { type Answer } from './operators/answer.ts'
import { BEING_UPGRADED } from './operators/admin-routes.ts'
import { OneAtATime } from './system/one-at-a-time.ts'
import { Refused } from './system/refused.ts'

/** Whether a gate takes requests: not yet, soon no longer, or no longer any new ones. */
export type Phase = 'starting' | 'serving' | 'leaving' | 'draining'

/** The course of a gate's life, and what may be done to it when. */
export class Course {
  readonly #changes = new OneAtATime()
  readonly #upgrades: { readonly isUnderWay: boolean }
  phase: Phase = 'starting'
  readonly #hurried = Promise.withResolvers<void>()

  constructor(upgrades: { readonly isUnderWay: boolean }) {
    this.#upgrades = upgrades
  }

  /** Whether another gate is about to take this one's place: then nothing else may be changed. */
  get isBeingUpgraded(): boolean {
    return this.#upgrades.isUnderWay
  }

  /** Changes come one after the other. @throws Refused while the gate starts, is upgraded, or ends. */
  change(make: () => Promise<Answer>): Promise<Answer> {
    if (this.isBeingUpgraded) return Promise.reject(new Refused(BEING_UPGRADED))
    return this.#changes.run(() => {
      if (this.phase !== 'serving') throw new Refused(`the gate is ${this.phase}`)
      return make()
    })
  }

  /** The same for what nobody has asked for: it is left out where it may not be done. */
  async tend(work: () => Promise<unknown>): Promise<void> {
    await this.#changes.run(async () => {
      if (this.phase === 'serving' && !this.isBeingUpgraded) await work()
    })
  }

  /** Says that the gate is not ready any more, for so long or until it is hurried; null where it is not to wait. */
  leave(forMs: number): Promise<void> | null {
    if (this.phase !== 'serving' || forMs === 0) return null
    this.phase = 'leaving'
    return this.#waitOut(forMs)
  }

  async #waitOut(forMs: number): Promise<void> {
    const over = new AbortController()
    const time = pause(forMs, undefined, over).catch(() => undefined)
    await Promise.race([time, this.#hurried.promise])
    over.abort()
  }

  hurry(): void {
    this.#hurried.resolve()
  }

  /** Why no request should be sent here; null where it may. */
  unreadiness(listening: number): string | null {
    if (this.phase !== 'serving') return this.phase
    return listening === 0 ? 'no worker listens' : null
  }
}
