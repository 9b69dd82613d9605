/**
 * What waits for the disk waits in one of Node's four threads, which all workers share, and on which names are
 * looked up and forms kept: a disk that hangs must leave some of them to those.
 */
const UNDER_WAY_MAX = 2

/** Something to be done with the disk; calls back when it is done, well or not. */
type Task = (done: () => void) => void

/** Lets what is to be done with the disk be done in its order, little of it at the same time. */
export class DiskTurns {
  readonly #waiting: Task[] = []
  #underWay = 0

  add(task: Task): void {
    if (this.#underWay < UNDER_WAY_MAX) this.#begin(task)
    else this.#waiting.push(task)
  }

  #begin(task: Task): void {
    this.#underWay++
    task(() => {
      this.#underWay--
      const next = this.#waiting.shift()
      if (next !== undefined) this.#begin(next)
    })
  }
}
