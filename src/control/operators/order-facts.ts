import { type Order, spellTarget } from '../../model/index.ts'
import { type Fact } from '../../store/index.ts'
import { ORDERS_MAX } from './order-desk-options.ts'
import { entryOf, orderFrom, type Orders, type Withdrawal } from './order-file.ts'

/*
 * Orders as gates share them. About one thing there is one order, or the knowledge that it was withdrawn; of two the
 * later counts, at every gate alike. Servers that are drained are each gate's own: not all of them need have it.
 */

/** More withdrawals than that at once are not remembered: the oldest are least likely to come back. */
const WITHDRAWN_MAX = 10_000

/** What an order is about, as facts name it; null where other gates are not told of it. */
export function aboutOf({ kind, target }: Pick<Order, 'kind' | 'target'>): string | null {
  switch (kind) {
    case 'ban':
    case 'allow':
      return `client ${spellTarget(target)}`
    case 'mode':
    case 'revoke':
      return `${kind} ${spellTarget(target)}`
    case 'drain':
      return null
  }
}

/** What all gates shall know of what is ordered here. */
export function factsOf({ list, withdrawn }: Orders): readonly Fact[] {
  const standing = list.flatMap((order): readonly Fact[] => {
    const about = aboutOf(order)
    const { madeMs: atMs, untilMs } = order
    return about === null ? [] : [{ about, atMs, untilMs, text: JSON.stringify(entryOf(order)) }]
  })
  return [...standing, ...withdrawn.map((each) => ({ ...each, text: null }))]
}

/** What is ordered after `made` came and all but `left` went, with what is to be remembered of those. */
export function ordersAfter(
  before: Orders,
  { left, made, nowMs }: { left: readonly Order[]; made: readonly Order[]; nowMs: number },
): Orders & { readonly made: readonly Order[] } {
  const times = timesOf(before)
  const later = made.map((order) => ({
    ...order,
    // Behind whatever was said of it before, even by a gate whose clock is ahead.
    madeMs: Math.max(order.madeMs, (times.get(aboutOf(order) ?? '') ?? -1) + 1),
  }))
  const list = [...left, ...later]
  const stands = new Set(list.map(aboutOf))
  const gone = before.list.filter((order) => order.untilMs > nowMs && !stands.has(aboutOf(order)))
  const withdrawn = [...before.withdrawn, ...gone.flatMap((order) => withdrawalOf(order, nowMs))]
  return {
    list,
    nextId: before.nextId + made.length,
    withdrawn: stillNeeded(withdrawn, { stands, nowMs }),
    made: later,
  }
}

/** When what is known was said, by what it is about. */
function timesOf({ list, withdrawn }: Orders): ReadonlyMap<string, number> {
  return new Map([
    ...withdrawn.map(({ about, atMs }) => [about, atMs] as const),
    ...list.map((order) => [aboutOf(order) ?? '', order.madeMs] as const),
  ])
}

function withdrawalOf(order: Order, nowMs: number): readonly Withdrawal[] {
  const about = aboutOf(order)
  if (about === null) return []
  const atMs = Math.max(Math.floor(nowMs), order.madeMs + 1)
  return [{ about, atMs, untilMs: order.untilMs }]
}

function stillNeeded(
  withdrawn: readonly Withdrawal[],
  { stands, nowMs }: { readonly stands: ReadonlySet<string | null>; readonly nowMs: number },
): readonly Withdrawal[] {
  const needed = withdrawn.filter(({ about, untilMs }) => untilMs > nowMs && !stands.has(about))
  const byAbout = new Map(needed.map((each) => [each.about, each]))
  return [...byAbout.values()].slice(-WITHDRAWN_MAX)
}

/** What other gates say, held against what is known here. */
export interface Adopted {
  readonly orders: Orders
  readonly begun: readonly Order[]
  readonly ended: readonly Order[]
}

/** Null where nothing of it is new. `mayStand` says whether an order of another gate is obeyed here. */
export function adoptedBy(
  before: Orders,
  facts: readonly Fact[],
  { nowMs, mayStand }: { readonly nowMs: number; readonly mayStand: (order: Order) => boolean },
): Adopted | null {
  const merge = new Merge(before, mayStand)
  const news = facts.filter((fact) => fact.untilMs > nowMs && merge.take(fact))
  return news.length === 0 ? null : merge.result()
}

class Merge {
  readonly #mayStand: (order: Order) => boolean
  readonly #list: Map<string, Order>
  readonly #withdrawn: Map<string, Withdrawal>
  readonly #begun: Order[] = []
  readonly #ended: Order[] = []
  #nextId: number

  constructor(before: Orders, mayStand: (order: Order) => boolean) {
    this.#mayStand = mayStand
    this.#list = new Map(before.list.map((order) => [aboutOf(order) ?? `own ${order.id}`, order]))
    this.#withdrawn = new Map(before.withdrawn.map((each) => [each.about, each]))
    this.#nextId = before.nextId
  }

  /** Whether it was news. */
  take(fact: Fact): boolean {
    const { about, atMs } = fact
    const known = this.#list.get(about)?.madeMs ?? this.#withdrawn.get(about)?.atMs ?? -1
    if (atMs <= known) return false
    return fact.text === null ? this.#withdraw(fact) : this.#begin(fact)
  }

  /** Nothing makes a revoked pass good again. */
  #withdraw({ about, atMs, untilMs }: Fact): boolean {
    if (about.startsWith('revoke ')) return false
    const gone = this.#list.get(about)
    if (gone !== undefined) this.#ended.push(gone)
    this.#list.delete(about)
    this.#withdrawn.set(about, { about, atMs, untilMs })
    return true
  }

  #begin(fact: Fact): boolean {
    const order = orderOf(fact, this.#nextId)
    const { about } = fact
    if (!this.#list.has(about) && this.#list.size >= ORDERS_MAX) return false
    if (order === null || !this.#mayStand(order)) return false
    this.#nextId++
    this.#withdrawn.delete(about)
    this.#list.set(about, order)
    this.#begun.push(order)
    return true
  }

  result(): Adopted {
    const withdrawn = [...this.#withdrawn.values()].slice(-WITHDRAWN_MAX)
    const orders = { list: [...this.#list.values()], nextId: this.#nextId, withdrawn }
    return { orders, begun: this.#begun, ended: this.#ended }
  }
}

/** Null where its text is no order, or one about something else. */
function orderOf({ about, atMs, untilMs, text }: Fact, id: number): Order | null {
  const order = orderFrom({ ...entryFrom(text ?? ''), id })
  const isThat = order !== null && aboutOf(order) === about
  return isThat && order.madeMs === atMs && order.untilMs === untilMs ? order : null
}

function entryFrom(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
