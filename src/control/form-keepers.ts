import { isIP } from 'node:net'
import { type Caretaker, type Keeper } from '../kept/index.ts'
import { type Clock, type GateAddress, type Snapshot } from '../model/index.ts'
import { type Asks } from '../store/index.ts'

const TOPIC = 'forms'

/** How often a gate says where its forms are; whoever has started since knows it by then. */
const TELL_MS = 2_000

/** Of so many gates it is remembered: more do not share a store. */
const KEEPERS_MAX = 256

const MARK = /^[A-Za-z0-9]{4}$/
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i

export interface FormKeepersOptions {
  readonly asks: Pick<Asks, 'on' | 'tell'>
  readonly clock: Pick<Clock, 'steadyMs'>
  /** Null where no forms are kept here. */
  readonly caretaker: Pick<Caretaker, 'mark'> | null
  /** What workers are to know, again and again: one may have begun anew. */
  readonly onKeepers: (keepers: readonly Keeper[]) => void
}

interface Heard extends Keeper {
  readonly atMs: number
}

/**
 * Says to other gates in which folder this one keeps forms and where it is reached, and hears that of them. It is said
 * under the ring's seal, so a gate speaks to nobody whom none of the ring has named. What was heard last is good for as
 * long as forms are kept: the store may be down for that long.
 */
export class FormKeepers {
  readonly #options: FormKeepersOptions
  /** By what is said of it, the one heard last at the end. */
  readonly #heard = new Map<string, Heard>()
  #snapshot: Snapshot | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(options: FormKeepersOptions) {
    this.#options = options
    options.asks.on(TOPIC, (text) => {
      this.#hear(text)
      return Promise.resolve(null)
    })
  }

  /** Where a configuration names a store. */
  follow(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    if (snapshot.store.kind !== 'memory') {
      this.#timer ??= setInterval(() => this.#tick(), TELL_MS)
    } else if (this.#timer !== undefined) {
      this.stop()
      this.#options.onKeepers([])
    }
  }

  /** Workers know what they know: forms that are claimed until the last moment are handed on. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#heard.clear()
  }

  #tick(): void {
    const { asks, caretaker, clock, onKeepers } = this.#options
    const snapshot = this.#snapshot
    if (snapshot === null || snapshot.store.kind === 'memory') return
    if (caretaker !== null) {
      const own: Keeper = { mark: caretaker.mark, at: snapshot.store.reachedAt }
      asks.tell({ to: 'all', topic: TOPIC, text: JSON.stringify(own) })
    }
    const sinceMs = clock.steadyMs() - snapshot.keep.forMs
    for (const [said, { atMs }] of this.#heard) if (atMs < sinceMs) this.#heard.delete(said)
    // Those heard last come first: an address that was given up is tried behind its successor.
    onKeepers([...this.#heard.values()].toReversed().map(({ mark, at }) => ({ mark, at })))
  }

  #hear(text: string): void {
    const keeper = keeperFrom(text)
    if (keeper === null) return
    const said = JSON.stringify(keeper)
    const isKnown = this.#heard.delete(said)
    if (this.#heard.size >= KEEPERS_MAX) return
    this.#heard.set(said, { ...keeper, atMs: this.#options.clock.steadyMs() })
    // Who has just begun is to know this one, too.
    if (!isKnown) this.#tick()
  }
}

/** What a gate says, of another version maybe; null for anything else. */
function keeperFrom(text: string): Keeper | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { mark, at }: Partial<Record<keyof Keeper, unknown>> = value
    if (typeof mark !== 'string' || !MARK.test(mark)) return null
    return { mark, at: addressFrom(at) }
  } catch {
    return null
  }
}

function addressFrom(value: unknown): GateAddress | null {
  if (typeof value !== 'object' || value === null) return null
  const { host, port }: Partial<Record<keyof GateAddress, unknown>> = value
  const isHost = typeof host === 'string' && (isIP(host) !== 0 || NAME.test(host))
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  return isHost && isPort ? { host, port } : null
}
