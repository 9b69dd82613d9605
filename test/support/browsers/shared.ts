/** A program that somebody uses, perhaps with others. */
export interface Used<Program> {
  readonly program: Program
  /** Ends it where nobody else uses it. */
  readonly giveBack: () => Promise<void>
}

interface Entry<Program> {
  readonly started: Promise<Program>
  users: number
}

/**
 * Programs by what they were started with. To start a browser costs more than most of what is done with it: who
 * comes while another uses the same one shares it, as visitors of their own.
 */
export class SharedPrograms<Program> {
  readonly #entries = new Map<string, Entry<Program>>()
  readonly #end: (program: Program) => Promise<void>

  constructor(end: (program: Program) => Promise<void>) {
    this.#end = end
  }

  async use(key: string, start: () => Promise<Program>): Promise<Used<Program>> {
    const entry = this.#entries.get(key) ?? { started: start(), users: 0 }
    this.#entries.set(key, entry)
    entry.users++
    const leave = (): boolean => {
      if (--entry.users > 0) return false
      this.#entries.delete(key)
      return true
    }
    try {
      const program = await entry.started
      return {
        program,
        giveBack: async () => {
          if (leave()) await this.#end(program)
        },
      }
    } catch (error) {
      leave()
      throw error
    }
  }
}
