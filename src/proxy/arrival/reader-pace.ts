import { type Socket } from 'node:net'
import { takenBytes } from './node-connection.ts'

/** A client that takes nothing at all for so long has gone, and told nobody. */
export const READER_STALL_MS = 60_000

/** Whether the client of one connection takes what it is sent. */
export class ReaderPace {
  #taken = -1
  #silentMs = 0

  /**
   * Looks at a connection with bytes that wait for their reader, `passedMs` after the last look: has
   * nothing been taken of them for too long? Counted in looks: when the whole process was stopped for a
   * while, nobody could take anything.
   */
  hasStalled(socket: Socket, passedMs: number): boolean {
    const taken = takenBytes(socket)
    if (taken !== this.#taken) {
      this.#taken = taken
      this.#silentMs = 0
      return false
    }
    this.#silentMs += passedMs
    return this.#silentMs >= READER_STALL_MS
  }
}
