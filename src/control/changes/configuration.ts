import { type Blueprint, atOnce, building, placesOf } from '../../building/index.ts'
import type { Mistake } from '../../config/index.ts'
import { type Clock, type Snapshot } from '../../model/index.ts'
import { type ReloadResult } from '../../record/index.ts'
import { type Answer, type Ending, failure } from '../operators/answer.ts'
import type { Examination, Task, Written } from '../examining/task.ts'
import { examineApart } from './examine-apart.ts'
import { openToOthers } from './key-store.ts'
import { keysThatNeedRestart } from './needs-restart.ts'
import { Earlier } from './earlier.ts'
import { type Rollout, type WorkerHash, workerHashes } from '../crew/rollout.ts'
import { type GateSource } from './source.ts'
import { messageOf } from '../system/start-error.ts'
import { type Supervisor } from '../crew/supervisor.ts'

/** What a reload did. */
export interface ReloadReport {
  readonly ok: boolean
  readonly mistakes: readonly Mistake[]
  /** The configuration before, and the one that was to follow it; null where it could not be read. */
  readonly from: string
  readonly to: string | null
  /** Who serves by which now. */
  readonly workers: readonly WorkerHash[]
  /** Keys whose change takes a restart. */
  readonly needsRestart: readonly string[]
}

/** The last reload, for `status`. */
export interface LastReload {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly result: ReloadResult
  readonly from: string
  readonly to: string | null
}

export interface ConfigurationOptions {
  readonly source: GateSource
  readonly cores: number
  /** In force, as the main thread needs it: without rules. */
  readonly snapshot: Snapshot
  /** What it was made of. */
  readonly written: Written
  /** Examines a text apart from everything that goes on. */
  readonly examine?: (task: Task) => Promise<Examination>
  readonly rollout: Rollout
  readonly supervisor: Supervisor
  readonly clock: Clock
  /** Told of every reload, however it ended. */
  readonly onReload: (answer: Answer, last: LastReload) => void
}

/** A text, and its files where they are not to be read again. */
type Draft = Pick<Task, 'text' | 'files'>

/** Told that another configuration is in force than this one, which was until now. */
type OnForce = (before: Written) => void

/** A configuration that has passed every check. */
interface Next {
  readonly written: Written
  readonly blueprint: Blueprint
  readonly snapshot: Snapshot
  readonly onForce: OnForce
}

/** What one attempt came to, before it is put in words. */
interface Attempt extends Partial<Omit<ReloadReport, 'ok'>> {
  readonly ending: Exclude<Ending, 'missing'>
  readonly text: string
}

/** The configuration in force, and the ways to another one. Callers see to it that one is taken at a time. */
export class Configuration {
  readonly #options: ConfigurationOptions
  #snapshot: Snapshot
  #written: Written
  readonly #earlier = new Earlier()
  #last: LastReload | null = null

  constructor(options: ConfigurationOptions) {
    this.#options = options
    this.#snapshot = options.snapshot
    this.#written = options.written
  }

  get snapshot(): Snapshot {
    return this.#snapshot
  }

  get last(): LastReload | null {
    return this.#last
  }

  /** Reads the file again and brings every worker to it, or leaves all as it is. Never throws. */
  reload(): Promise<Answer> {
    return this.#attempt(
      () => this.#readAgain(),
      (before) => this.#earlier.remember(before),
    )
  }

  /** Goes back to the configuration that was in force before; again, to the one before that. Never throws. */
  async rollback(): Promise<Answer> {
    const { last } = this.#earlier
    if (last === null) return failure('refused', 'there is no configuration to go back to')
    // What is left then is none to go back to.
    return this.#attempt(
      () => Promise.resolve(last),
      () => this.#earlier.forgetLast(),
    )
  }

  async #readAgain(): Promise<Draft> {
    const { readAgain } = this.#options.source
    if (readAgain === undefined) throw new Error('this gate was not started from a file')
    return { text: await readAgain(), files: null }
  }

  async #attempt(read: () => Promise<Draft>, onForce: OnForce): Promise<Answer> {
    const from = this.#snapshot.hash
    const { ending, text, ...report } = await this.#bring(read, onForce).catch(
      (error: unknown): Attempt => {
        return { ending: 'failed', text: `${messageOf(error)}\n` }
      },
    )
    const last = { result: ending, from, to: report.to ?? null }
    this.#last = { at: new Date(this.#options.clock.wallMs()).toISOString(), ...last }
    const whole: ReloadReport = {
      ok: ending === 'done',
      mistakes: [],
      from,
      to: null,
      workers: workerHashes(this.#options.supervisor),
      needsRestart: [],
      ...report,
    }
    const answer = { ending, report: whole, text }
    this.#options.onReload(answer, this.#last)
    return answer
  }

  async #bring(read: () => Promise<Draft>, onForce: OnForce): Promise<Attempt> {
    const from = this.#snapshot.hash
    const draft = await read()
    const { blueprint, mistakes, files, ...said } = await this.#examine(draft)
    const rendered = said.rendered + said.kept.map((line) => `${line}\n`).join('')
    if (blueprint === null) {
      return { ending: 'invalid', mistakes, text: `${rendered}${from} stays in force\n` }
    }
    const { hash: to } = blueprint
    const snapshot = atOnce(building(blueprint, { judges: false }))
    const needsRestart = keysThatNeedRestart(this.#snapshot, snapshot)
    if (needsRestart.length > 0) {
      const keys = needsRestart.join(', ')
      const why = `a change of ${keys} needs a restart; ${from} stays in force\n`
      return { ending: 'refused', mistakes, to, needsRestart, text: rendered + why }
    }
    const open = openToOthers(snapshot.pass.keysFile)
    if (open !== null) {
      const why = `${open}; ${from} stays in force\n`
      return { ending: 'refused', mistakes, to, text: rendered + why }
    }
    if (to === from) return this.#confirm({ mistakes, to, text: rendered })
    const found = { mistakes, to, text: rendered }
    const written = { text: draft.text, files }
    return this.#rollOut({ written, blueprint, snapshot, onForce }, found)
  }

  async #examine(draft: Draft): Promise<Examination> {
    const { source, cores, examine = examineApart } = this.#options
    const { file, folder } = source
    const places = placesOf(this.#snapshot)
    const before = this.#written.files
    const task = { ...draft, file, folder, cores, places, before, isStart: false }
    return examine(task).catch((error: unknown) => {
      throw new Error(`${messageOf(error)}; ${this.#snapshot.hash} stays in force`, {
        cause: error,
      })
    })
  }

  async #rollOut(
    { written, blueprint, snapshot, onForce }: Next,
    found: Pick<Attempt, 'mistakes' | 'to' | 'text'>,
  ): Promise<Attempt> {
    const { rollout, supervisor } = this.#options
    const { hash: from } = this.#snapshot
    const { keys } = rollout.terms
    const rolledOut = await rollout.apply({ blueprint, keys }, supervisor)
    if (!rolledOut.ok) {
      const why = `a worker refused it: ${rolledOut.why}; ${from} stays in force\n`
      return { ...found, ending: 'failed', text: why }
    }
    this.#snapshot = snapshot
    onForce(this.#written)
    this.#written = written
    const { workers, isWhole } = rolledOut
    const said = `${from} -> ${snapshot.hash}, in force on ${countOf(workers, snapshot.hash)}\n`
    return { ...found, ending: isWhole ? 'done' : 'failed', workers, text: found.text + said }
  }

  /** What is asked for is in force; but perhaps not everywhere yet. */
  async #confirm(found: Required<Pick<Attempt, 'mistakes' | 'to' | 'text'>>): Promise<Attempt> {
    const { rollout, supervisor } = this.#options
    const isWhole = await rollout.settle(supervisor)
    const where = isWhole ? 'already' : `on ${countOf(workerHashes(supervisor), found.to ?? '')}`
    const text = `${found.text}${found.to} is in force ${where}\n`
    return { ...found, ending: isWhole ? 'done' : 'failed', text }
  }
}

function countOf(workers: readonly WorkerHash[], hash: string): string {
  const count = workers.filter((worker) => worker.hash === hash).length
  if (count < workers.length) {
    return `${count} of ${workers.length} workers; the others have not taken it up yet`
  }
  return count === 1 ? 'the one worker' : `all ${count} workers`
}
