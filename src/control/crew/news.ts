/** Lets callers wait for what messages bring about. */
export class News {
  readonly #waiting = new Set<() => void>()

  /** Something may have changed. */
  tell(): void {
    for (const look of this.#waiting) look()
  }

  /** Settles with true as soon as `isSo` says yes, with false where it did not within `withinMs`. */
  until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    if (isSo()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const finish = (came: boolean): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(came)
      }
      const look = (): void => {
        if (isSo()) finish(true)
      }
      const timer = setTimeout(() => finish(false), withinMs)
      this.#waiting.add(look)
    })
  }
}
