import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type RawAnswer, UnansweredError, get, openConnection } from './http.ts'
import { randomFrom, wholeBelow } from './random.ts'

/**
 * A client's longest pause between two requests. Six clients ask some hundred times a second then, so that hardly a
 * moment is without a request under way and without a connection that is idle; without any pause they would take the
 * processors from the gate whose moments they are to meet.
 */
const PAUSE_MS_MAX = 16

/** So that clients do not ask in step. */
const random = randomFrom(11)

/** Settles when a client of a load asks again. */
export function loadPause(): Promise<void> {
  return sleep(wholeBelow(random, PAUSE_MS_MAX))
}

/** Many clients that ask again and again, and what became of it. */
export interface Load {
  readonly answered: () => number
  /** What went wrong, one line each. */
  readonly failures: readonly string[]
  /** Settles when every client has had its last answer. */
  readonly stop: () => Promise<void>
}

export interface LoadOptions {
  /** Or the path of a Unix socket. */
  readonly port: number | string
  /** Clients that open a connection for each request, and clients that keep theirs. */
  readonly fresh: number
  readonly keeping: number
  readonly path?: string
}

/** Starts clients that go on until they are stopped, at the latest when the test ends, however it does. */
export function startLoad(
  t: { readonly teardown: (end: () => unknown) => void },
  { port, fresh, keeping, path = '/' }: LoadOptions,
): Load {
  const over = new AbortController()
  let answered = 0
  const failures: string[] = []
  const count = async (ask: () => Promise<RawAnswer>): Promise<void> => {
    try {
      const { status, complete } = await ask()
      if (status !== 200) failures.push(`status ${status}`)
      else if (!complete) failures.push('cut off')
      else answered++
    } catch (error) {
      failures.push(error instanceof Error ? `${error} ${String(error.cause)}` : String(error))
    }
  }
  const askFresh = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await count(() => get(port, path))
      await loadPause()
    }
  }
  const askKeeping = async (): Promise<void> => {
    const keeper = new Keeper(port, path)
    while (!over.signal.aborted) {
      await count(() => keeper.ask())
      await loadPause()
    }
    keeper.close()
  }
  const clients = [
    ...Array.from({ length: fresh }, askFresh),
    ...Array.from({ length: keeping }, askKeeping),
  ]
  const stop = async (): Promise<void> => {
    over.abort()
    await Promise.all(clients)
  }
  t.teardown(stop)
  return { answered: () => answered, failures, stop }
}

/**
 * A client that keeps its connection as long as it may. It asks again on a new one where the old one ended without a
 * byte of an answer, as all do (RFC 9112 section 9.3.1): it may have asked in the moment in which nobody seemed to.
 */
class Keeper {
  readonly #port: number | string
  readonly #path: string
  #kept: Connection | null = null

  constructor(port: number | string, path: string) {
    this.#port = port
    this.#path = path
  }

  /** @throws Error where a connection that is new ends without an answer, or any in the middle of one. */
  async ask(): Promise<RawAnswer> {
    const again =
      this.#kept === null ? null : await this.#askOn(this.#kept).catch(nullWhereUnanswered)
    return again ?? this.#askOn((this.#kept = await openConnection(this.#port)))
  }

  async #askOn(connection: Connection): Promise<RawAnswer> {
    try {
      const answer = await get(connection, this.#path)
      if (answer.headers.get('connection') === 'close') this.close()
      return answer
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    this.#kept?.close()
    this.#kept = null
  }
}

function nullWhereUnanswered(error: unknown): null {
  if (error instanceof UnansweredError) return null
  throw error
}
