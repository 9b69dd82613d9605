import {
  type GateAnswers,
  type GateQuestion,
  type GateTold,
  type Notice,
} from '../../model/index.ts'
import { type Place, type Terms, type WorkerBirth, type WorkerReport } from './messages.ts'
import { type News } from './news.ts'
import { type Pace } from './pace.ts'
import { Refused } from '../system/refused.ts'
import { type Slots } from './slots.ts'
import { type ThreadEvents, WorkerThread } from './worker-thread.ts'

/** The pause before the first replacement of a worker that died young; it doubles each time. */
const REBIRTH_MS_MIN = 100

/** After the grace a worker cuts off by itself what is left; this is for its doing so. */
const CUT_MS = 1_000

export interface CrewEvents {
  /** A worker has ended without being told to. */
  readonly onDeath: (index: number, why: string) => void
  /** Another one serves in place of one that died. */
  readonly onReplaced: (index: number) => void
  readonly onReport: (report: WorkerReport) => void
  /** What a worker has met of which the operator is to know. */
  readonly onNotice: (notice: Notice, hash: string) => void
  /** A worker wants other gates to be asked, or told. */
  readonly ask: (question: GateQuestion) => Promise<GateAnswers>
  readonly tell: (told: GateTold) => void
  /** A pass was deleted by its holder. */
  readonly onDeleted: (pass: string, forMs: number) => void
  /** A thread has ended, however: what it had under way is to be forgotten. */
  readonly onEnded: (slot: number) => void
}

/** What all seats of a gate share. */
export interface Crew {
  /** The program of the threads. */
  readonly program: string
  readonly pace: Pace
  readonly birthOf: (place: Place) => WorkerBirth
  /** The terms in force. */
  readonly terms: () => Terms
  readonly events: CrewEvents
  readonly slots: Slots
  readonly news: News
}

/** One worker after the other, at times two: one that begins and one that finishes. */
export class Seat {
  readonly index: number
  readonly #crew: Crew
  readonly #leaving = new Set<WorkerThread>()
  #current: WorkerThread | null = null
  #successor: WorkerThread | null = null
  /** Whoever served last; null until somebody did. */
  #served: WorkerThread | null = null
  #diedYoung = 0
  #nextBirthMs = 0
  #isDismissed = false
  /** It died, and nobody has taken its place yet. */
  #isMissed = false
  /** How often the worker was replaced. */
  restarts = 0

  constructor(index: number, crew: Crew) {
    this.index = index
    this.#crew = crew
  }

  /** The worker that serves here, or is to; null where the last one has ended. */
  get current(): WorkerThread | null {
    return this.#current
  }

  /** Everybody who lives here. */
  get threads(): readonly WorkerThread[] {
    return [this.#current, this.#successor, ...this.#leaving].filter((thread) => thread !== null)
  }

  get isListening(): boolean {
    return this.#current?.isListening ?? false
  }

  /** Settles when the first worker listens, or says why it cannot. */
  async start(): Promise<void> {
    const thread = this.#bear()
    if (thread === null) throw new Error('there is no place for another worker')
    this.#current = thread
    await this.#hasBegun(thread)
    if (!thread.isListening) throw new Error(thread.why)
  }

  /** Null where too many workers live. */
  #bear(): WorkerThread | null {
    const { slots, birthOf, program } = this.#crew
    const slot = slots.take()
    if (slot === null) return null
    return new WorkerThread(birthOf({ index: this.index, slot }), program, this.#events)
  }

  #hasBegun(thread: WorkerThread): Promise<boolean> {
    // Whoever takes longer is ended by `look`, and heard of as well.
    const withinMs = 2 * this.#crew.pace.startMs
    return this.#crew.news.until(() => thread.isListening || thread.hasEnded, withinMs)
  }

  readonly #events: ThreadEvents = {
    onNews: (thread) => {
      this.#welcome()
      const { refusal } = thread
      if (refusal?.revision === this.#crew.terms().revision) {
        thread.end(`it cannot serve by the configuration: ${refusal.why}`)
      }
      this.#keepUpToDate(thread)
      this.#crew.news.tell()
    },
    onReport: (thread, report) => {
      this.#crew.events.onReport(report)
      this.#keepUpToDate(thread)
      this.#crew.news.tell()
    },
    onNotice: (notice, hash) => this.#crew.events.onNotice(notice, hash),
    onAsks: (thread, { id, question }) => {
      void this.#crew.events.ask(question).then((answers) => {
        thread.say({ kind: 'answers', id, answers })
      })
    },
    onTells: (told) => this.#crew.events.tell(told),
    onDeleted: (pass, forMs) => this.#crew.events.onDeleted(pass, forMs),
    onEnded: (thread, why) => {
      this.#crew.slots.giveBack(thread.slot)
      this.#crew.events.onEnded(thread.slot)
      if (thread === this.#successor) this.#successor = null
      if (thread === this.#current) this.#lost(thread, why)
      this.#leaving.delete(thread)
      // At the next look it would come later; a gate that does not start has nobody to replace.
      if (this.#served !== null) this.#fill(performance.now())
      this.#crew.news.tell()
    },
  }

  #welcome(): void {
    const thread = this.#current
    if (thread === null || !thread.isListening || thread === this.#served) return
    if (this.#served !== null) {
      this.restarts++
      if (this.#isMissed) this.#crew.events.onReplaced(this.index)
    }
    this.#isMissed = false
    this.#served = thread
  }

  /** A worker that was born, or did not listen, while the terms changed. */
  #keepUpToDate(thread: WorkerThread): void {
    const terms = this.#crew.terms()
    if (thread.revision !== 0 && thread.revision < terms.revision) {
      thread.say({ kind: 'adopt', terms })
    }
  }

  #lost(thread: WorkerThread, why: string): void {
    const { pace, events } = this.#crew
    const nowMs = performance.now()
    const isYoung = nowMs - thread.bornMs < pace.healthyMs && !thread.isUnwanted
    const pauseMs = Math.min(pace.rebirthMsMax, REBIRTH_MS_MIN * 2 ** this.#diedYoung)
    this.#diedYoung = isYoung ? this.#diedYoung + 1 : 0
    this.#nextBirthMs = isYoung ? nowMs + pauseMs : nowMs
    this.#current = null
    // A worker that fails at the gate's own start is not replaced: the gate does not start.
    if (this.#served === null || this.#isDismissed || thread.isUnwanted) return
    this.#isMissed = true
    events.onDeath(this.index, why)
  }

  /** Replaces the worker where it is dead, ends it where it is silent. */
  look(nowMs: number): void {
    if (this.#isDismissed) return
    const { lookMs } = this.#crew.pace
    for (const thread of [this.#successor, this.#current]) {
      thread?.look(lookMs, this.#patienceMs(thread))
    }
    this.#fill(nowMs)
  }

  /** For how long a worker may say nothing. */
  #patienceMs({ isListening, isCompiling }: WorkerThread): number {
    const { silenceMs, startMs, compileMs } = this.#crew.pace
    if (isCompiling) return compileMs
    return isListening ? silenceMs : startMs
  }

  /** Bears a worker where there is none and its time has come. Its failure is heard of as a death. */
  #fill(nowMs: number): void {
    const isEmpty = this.#current === null && this.#successor === null
    if (isEmpty && !this.#isDismissed && nowMs >= this.#nextBirthMs) this.#current = this.#bear()
  }

  /**
   * Lets a new worker take over: it listens before the old one stops, which then finishes what it has
   * under way within `graceMs`. Settles when the new one serves.
   *
   * @throws Refused where the worker is being replaced already.
   */
  async succeed(graceMs: number): Promise<void> {
    const old = this.#current
    const isBusy = !this.isListening || this.#successor !== null || this.#isDismissed
    if (old === null || isBusy) throw this.#refusal()
    const fresh = this.#bear()
    if (fresh === null) throw this.#refusal()
    this.#successor = fresh
    await this.#hasBegun(fresh)
    if (!fresh.isListening) throw new Error(`its replacement could not start: ${fresh.why}`)
    this.#successor = null
    this.#current = fresh
    if (!old.hasEnded) this.#leaving.add(old)
    this.#welcome()
    const drain = { kind: 'drain', graceMs, hasSuccessor: true } as const
    void old.dismiss(drain, graceMs + CUT_MS)
  }

  /**
   * Ends the worker at once, and what it has under way with it. Settles when another one serves.
   *
   * @throws Refused where the worker is being replaced already.
   */
  async abandon(): Promise<void> {
    const old = this.#current
    if (old === null || this.#successor !== null || this.#isDismissed) throw this.#refusal()
    old.isUnwanted = true
    old.end('an operator ended it')
    const { news, pace } = this.#crew
    const isReplaced = (): boolean => this.#current !== old && this.isListening
    if (!(await news.until(isReplaced, pace.startMs))) {
      throw new Error(`worker ${this.index} does not come back`)
    }
  }

  #refusal(): Refused {
    return new Refused(`worker ${this.index} is being replaced already`)
  }

  /** Settles when everybody here has ended, by force after `graceMs` and a little. */
  async dismiss(graceMs: number, hasSuccessor: boolean): Promise<void> {
    this.#isDismissed = true
    const drain = { kind: 'drain', graceMs, hasSuccessor } as const
    await Promise.all(this.threads.map((thread) => thread.dismiss(drain, graceMs + CUT_MS)))
  }
}
