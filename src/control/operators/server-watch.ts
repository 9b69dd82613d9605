import { Drains } from '../../backends/index.ts'
import { type ServerStates } from '../../limits/index.ts'
import { type Backend, type Order, type Snapshot } from '../../model/index.ts'
import { type NoteDetails, type NoteMessage } from '../../record/index.ts'
import { type OnNote } from '../system/note.ts'

export interface ServerWatchOptions {
  readonly states: Pick<ServerStates, 'stateOf'>
  /** The steady clock. */
  readonly nowMs: () => number
  readonly onNote: OnNote
  /** A line of the log. */
  readonly onLog: (message: NoteMessage, details: NoteDetails) => void
}

/**
 * Tells when a server of a backend is left out, when it is well again, and when none is left: once each,
 * whether requests or checks have found it, and however many workers did.
 */
export class ServerWatch {
  readonly #options: ServerWatchOptions
  /** Servers that are left out, by backend. */
  readonly #out = new Map<string, ReadonlySet<string>>()
  /** Backends of which none is left. */
  readonly #down = new Set<string>()

  constructor(options: ServerWatchOptions) {
    this.#options = options
  }

  /** Checks have found it so. */
  checked(backend: string, server: string, isWell: boolean): void {
    const message = isWell ? 'a server is well again' : 'a server fails its checks and is left out'
    this.#options.onLog(message, { backend, server })
  }

  /** To be called now and then; what is no longer configured is forgotten. */
  look({ backends }: Snapshot, orders: readonly Order[]): void {
    const drains = new Drains(orders)
    const names = new Set(backends.map(({ name }) => name))
    for (const name of this.#out.keys()) if (!names.has(name)) this.#out.delete(name)
    for (const backend of backends) this.#lookAt(backend, drains)
  }

  #lookAt({ name, servers }: Backend, drains: Drains): void {
    const { states, nowMs, onNote } = this.#options
    const before = this.#out.get(name) ?? new Set()
    const isOut = ({ place }: Backend['servers'][number]): boolean =>
      states.stateOf(place, nowMs()) !== 'well'
    const out = new Set(servers.filter(isOut).map(({ url }) => url))
    for (const { url } of servers) {
      if (out.has(url) === before.has(url)) continue
      if (out.has(url)) onNote(`backend ${name}: ${url} fails, and gets no requests for now`)
      else onNote(`backend ${name}: ${url} is well again`, 'info')
    }
    const isDown = servers.every(({ url }) => out.has(url) || drains.untilMs(name, url) !== null)
    if (isDown && !this.#down.has(name)) {
      onNote(`backend ${name}: no server is left, citizens are told that it is our side`, 'error')
    }
    if (isDown) this.#down.add(name)
    else this.#down.delete(name)
    this.#out.set(name, out)
  }
}
