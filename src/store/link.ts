import { type Connection } from './connection.ts'
import { StoreFault } from './engine.ts'
import { faultOf, silence } from './faults.ts'

/** Between two tries to connect: at first, and at most. */
const AGAIN_MS = 250
const AGAIN_MS_MAX = 5_000

export interface LinkOptions {
  /** Opens a connection that is ready to be asked; has deadlines of its own. */
  readonly open: () => Promise<Connection>
  /** From 0 to below 1: gates that lost a store together do not all come back at once. */
  readonly random: () => number
  readonly onUp: () => void
  /** Why no connection could be had, or why the last one ended. */
  readonly onFault: (fault: StoreFault) => void
}

/**
 * Keeps one connection, for as long as it is wanted: where it ends, or does not answer in time, another one is opened.
 * Nothing waits for that: who asks meanwhile is told at once.
 */
export class Link {
  readonly #options: LinkOptions
  #connection: Connection | null = null
  #timer: NodeJS.Timeout | undefined
  #againMs = AGAIN_MS
  #isEnded = false

  constructor(options: LinkOptions) {
    this.#options = options
    void this.#connect()
  }

  get isUp(): boolean {
    return this.#connection !== null
  }

  /** @throws StoreFault at the latest after `deadlineMs`. */
  async ask(command: readonly string[], deadlineMs: number): Promise<unknown> {
    const connection = this.#connection
    if (connection === null) throw new StoreFault('unreachable', 'there is no connection to it')
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const fault = silence(deadlineMs)
      // Before the connection ends, so that this is told and not its end.
      reject(fault)
      this.#drop(connection, fault)
    }, deadlineMs)
    try {
      return await Promise.race([connection.ask(command), late])
    } catch (error) {
      const fault = faultOf(error)
      // Another server is the primary now: it is looked for anew.
      if (fault.kind === 'replica') this.#drop(connection, fault)
      throw fault
    } finally {
      clearTimeout(timer)
    }
  }

  /** Opens another connection in place of the one there is, where there is one. */
  renew(): void {
    const connection = this.#connection
    if (connection === null) return
    this.#connection = null
    connection.end()
    void this.#connect()
  }

  /** Closes it for good. */
  end(): void {
    this.#isEnded = true
    clearTimeout(this.#timer)
    this.#connection?.end()
    this.#connection = null
  }

  async #connect(): Promise<void> {
    try {
      const connection = await this.#options.open()
      if (this.#isEnded) return connection.end()
      this.#connection = connection
      this.#againMs = AGAIN_MS
      void connection.ended.then((fault) => this.#drop(connection, fault))
      this.#options.onUp()
    } catch (error) {
      this.#again(faultOf(error))
    }
  }

  #drop(connection: Connection, fault: StoreFault): void {
    if (this.#connection !== connection) return
    this.#connection = null
    connection.end()
    this.#again(fault)
  }

  #again(fault: StoreFault): void {
    if (this.#isEnded) return
    this.#options.onFault(fault)
    const waitMs = this.#againMs * (0.5 + this.#options.random() / 2)
    this.#againMs = Math.min(2 * this.#againMs, AGAIN_MS_MAX)
    this.#timer = setTimeout(() => void this.#connect(), waitMs)
  }
}
