import { type Mistake, placesOf, steadyRanges } from '../../config/index.ts'
import { type Clock, type Snapshot } from '../../model/index.ts'
import { type ReloadResult, tryLog } from '../../record/index.ts'
import { type Answer, type Ending, failure } from '../operators/answer.ts'
import { examine } from './examine.ts'
import { openToOthers } from './key-store.ts'
import { type Terms } from '../crew/messages.ts'
import { keysThatNeedRestart } from './needs-restart.ts'
import { Earlier, withSameDatabases } from './earlier.ts'
import { type Rollout, type WorkerHash, workerHashes } from '../crew/rollout.ts'
import { type GateSource, type Written, withFiles } from './source.ts'
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
  readonly snapshot: Snapshot
  readonly rollout: Rollout
  readonly supervisor: Supervisor
  readonly clock: Clock
  /** Told of every reload, however it ended. */
  readonly onReload: (answer: Answer, last: LastReload) => void
}

/** A text with its files, and what to tell of files that stay as they were. */
interface Draft extends Written {
  readonly kept?: readonly string[]
}

/** Told that another configuration is in force than this one, which was until now. */
type OnForce = (before: Written) => void

/** A configuration that has passed every check. */
interface Next {
  readonly written: Written
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
  readonly #earlier = new Earlier()
  #last: LastReload | null = null

  constructor(options: ConfigurationOptions) {
    this.#options = options
    this.#snapshot = options.snapshot
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
    const { readAgain, folder } = this.#options.source
    if (readAgain === undefined) throw new Error('this gate was not started from a file')
    const written = await withFiles(await readAgain(), folder)
    const before = this.#options.rollout.terms.files
    const { files, kept } = steadyRanges(written, folder, before)
    return { text: written.text, files: withSameDatabases(files, before), kept }
  }

  async #attempt(read: () => Promise<Draft>, onForce: OnForce): Promise<Answer> {
    const from = this.#options.rollout.terms.hash
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
    const { rollout, source, cores } = this.#options
    const { terms } = rollout
    const { places, hash: from } = terms
    const { kept = [], ...written } = await read()
    const examined = await examine(written, {
      ...source,
      cores,
      places,
      logProblem: tryLog,
    })
    const { snapshot, mistakes } = examined
    const rendered = examined.rendered + kept.map((line) => `${line}\n`).join('')
    if (snapshot === null) {
      return { ending: 'invalid', mistakes, text: `${rendered}${from} stays in force\n` }
    }
    const { hash: to } = snapshot
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
    return this.#rollOut({ written, snapshot, onForce }, found)
  }

  async #rollOut(
    { written, snapshot, onForce }: Next,
    found: Pick<Attempt, 'mistakes' | 'to' | 'text'>,
  ): Promise<Attempt> {
    const { rollout, supervisor } = this.#options
    const before = rollout.terms
    const change = { ...before, ...termsOf(snapshot), ...written }
    const rolledOut = await rollout.apply(change, supervisor)
    if (!rolledOut.ok) {
      const why = `a worker refused it: ${rolledOut.why}; ${before.hash} stays in force\n`
      return { ...found, ending: 'failed', text: why }
    }
    this.#snapshot = snapshot
    onForce({ text: before.text, files: before.files })
    const { workers, isWhole } = rolledOut
    const said = `${before.hash} -> ${snapshot.hash}, in force on ${countOf(workers, snapshot.hash)}\n`
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

/** What workers are told of a snapshot besides its text. */
export function termsOf(snapshot: Snapshot): Pick<Terms, 'hash' | 'places'> {
  return { hash: snapshot.hash, places: placesOf(snapshot) }
}

function countOf(workers: readonly WorkerHash[], hash: string): string {
  const count = workers.filter((worker) => worker.hash === hash).length
  if (count < workers.length) {
    return `${count} of ${workers.length} workers; the others have not taken it up yet`
  }
  return count === 1 ? 'the one worker' : `all ${count} workers`
}
