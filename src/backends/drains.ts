import { type Order, spellTarget } from '../model/index.ts'

/** Until when operators have taken servers out of service, compiled so that a request only looks it up. */
export class Drains {
  readonly #untilMs = new Map<string, number>()

  constructor(orders: readonly Order[]) {
    for (const order of orders) {
      if (order.kind === 'drain') this.#untilMs.set(spellTarget(order.target), order.untilMs)
    }
  }

  /** Whether a server of a backend, both as the configuration names them, gets nothing new at that time. */
  isDrained(backend: string, server: string, wallMs: number): boolean {
    const untilMs = this.untilMs(backend, server)
    return untilMs !== null && untilMs > wallMs
  }

  /** When it is in service again, by the wall clock; null where nobody has drained it. */
  untilMs(backend: string, server: string): number | null {
    if (this.#untilMs.size === 0) return null
    return this.#untilMs.get(spellTarget({ kind: 'server', backend, server })) ?? null
  }
}

/** The drains among what is ordered, compiled once for each list. */
export function drainsOf(orders: () => readonly Order[]): () => Drains {
  let compiled = orders()
  let drains = new Drains(compiled)
  return () => {
    const now = orders()
    if (now === compiled) return drains
    compiled = now
    drains = new Drains(now)
    return drains
  }
}
