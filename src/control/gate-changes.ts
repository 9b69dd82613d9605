import { type Configuration } from './changes/configuration.ts'
import { type Keys } from './changes/open-keys.ts'
import { type Course } from './course.ts'
import { type Supervisor } from './crew/supervisor.ts'
import { type GatehouseOptions } from './gatehouse-options.ts'
import { type Changes } from './operators/admin-routes.ts'
import { type Answer, unlessFailed } from './operators/answer.ts'

export interface GateChangesOptions extends Pick<
  GatehouseOptions,
  'upgrades' | 'onReload' | 'onNote'
> {
  readonly course: Course
  readonly configuration: Configuration
  readonly keys: Keys
  readonly supervisor: Supervisor
}

/** What operators may change of a gate that runs: one thing after the other, as its course allows. */
export class GateChanges implements Changes {
  readonly #options: GateChangesOptions

  constructor(options: GateChangesOptions) {
    this.#options = options
  }

  get isBeingUpgraded(): boolean {
    return this.#options.course.isBeingUpgraded
  }

  upgrade(): Promise<Answer> {
    const { course, upgrades } = this.#options
    return course.change(() => upgrades.run())
  }

  reload(): Promise<Answer> {
    const { keys, configuration } = this.#options
    return this.#reload(async () => {
      const why = await keys.keeper.tryToRead()
      return unlessFailed(await configuration.reload(), why)
    })
  }

  rollback(): Promise<Answer> {
    return this.#reload(() => this.#options.configuration.rollback())
  }

  #reload(make: () => Promise<Answer>): Promise<Answer> {
    const { course, onReload } = this.#options
    return course.change(async () => {
      onReload?.(null)
      const answer = await make()
      onReload?.(answer)
      return answer
    })
  }

  restartWorker(id: number, how: { readonly abrupt: boolean }): Promise<Answer> {
    const { course, supervisor, onNote } = this.#options
    return course.change(async () => {
      await supervisor.restart(id, how)
      const text = `worker ${id} has been replaced`
      onNote(text, 'info')
      return { ending: 'done', report: { ok: true, worker: id }, text: `${text}\n` }
    })
  }

  listKeys(): Answer {
    return this.#options.keys.desk.list()
  }

  rotateKeys(): Promise<Answer> {
    const { course, keys } = this.#options
    return course.change(() => keys.desk.rotate())
  }

  revokeKey(id: string): Promise<Answer> {
    const { course, keys } = this.#options
    return course.change(() => keys.desk.revoke(id))
  }
}
