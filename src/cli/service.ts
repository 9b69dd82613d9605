import { type Answer, type RunningGate, type ServiceManager } from '../control/index.ts'

/** What a service manager hears of a gate, from its start to its end. Says nothing where there is none. */
export class Service {
  readonly #manager: ServiceManager | null
  /** Another process is the gate now: this one has nothing more to say. */
  #isSucceeded = false
  #place = ''
  #timer: NodeJS.Timeout | undefined

  constructor(manager: ServiceManager | null) {
    this.#manager = manager
  }

  /**
   * The gate serves. From now on it is alive as long as this thread turns and a worker listens; a service
   * manager that hears nothing starts another gate.
   */
  serves(gate: Pick<RunningGate, 'listening'>, place: string): void {
    const manager = this.#manager
    if (manager === null) return
    this.#place = place
    manager.serving(place)
    if (manager.aliveMs === null) return
    this.#timer = setInterval(() => {
      if (gate.listening() > 0 && !this.#isSucceeded) manager.alive()
    }, manager.aliveMs)
  }

  /** A reload begins (null) or has ended: what is wrong with it is all that the status says. */
  readonly reloads = (answer: Answer | null): void => {
    if (answer === null) this.#manager?.reloading()
    else if (answer.ending === 'done') this.#manager?.serving(this.#place)
    else this.#manager?.serving(`reload ${answer.ending}: ${answer.text}`)
  }

  /** What is under way is finished, however many workers still listen: its own time ends that. */
  readonly stops = (): void => {
    const manager = this.#manager
    if (manager === null || this.#isSucceeded) return
    manager.stopping()
    if (manager.aliveMs === null) return
    clearInterval(this.#timer)
    this.#timer = setInterval(() => manager.alive(), manager.aliveMs)
  }

  /** Another process is the gate now; or this one again, where the other ends at that very moment. */
  readonly succeeded = (pid: number): void => {
    this.#isSucceeded = pid !== process.pid
    this.#manager?.succeeded(pid)
  }

  ended(): void {
    clearInterval(this.#timer)
  }
}
