import { PrefixTable } from '../../client/index.ts'
import {
  type ClientOrder,
  type Facts,
  type ModeOrder,
  type NetworkSet,
  type Order,
  type Route,
  type Site,
  isClientOrder,
} from '../../model/index.ts'
import { banned, banInShadow, exempt, exemptInShadow } from './client-rules.ts'
import { inMode } from './mode-rules.ts'

/** A route as an order changes it, by what it was: a request changes nothing that another has changed. */
type Changed = WeakMap<Route, Route>

/** What is in force for one client: an order that is obeyed, and one in shadow. */
interface Concerned {
  readonly obeyed: ClientOrder | null
  readonly inShadow: ClientOrder | null
}

const NOBODY: Concerned = { obeyed: null, inShadow: null }

/** This machine itself: its own probes and tools are never shut out (RFC 1122, RFC 4291). */
const LOOPBACK = new PrefixTable([
  ['127.0.0.0/8', true],
  ['::1', true],
])

/**
 * What operators have ordered for a time, compiled so that a request only looks things up. Orders are
 * heard like rules: a ban before all of a policy's, an allowance behind them, and in a mode the policy
 * is another one. So all precedence stays where it is.
 */
export class OrderBook {
  readonly isEmpty: boolean
  readonly #networks: PrefixTable<ClientOrder>
  readonly #asns = new Map<number, ClientOrder>()
  readonly #fingerprints = new Map<string, ClientOrder>()
  readonly #modes = new Map<string, ModeOrder>()
  readonly #changed = new WeakMap<Order, Changed>()
  readonly #never: NetworkSet
  /** Whether any order of a client is obeyed, or in shadow: what nobody ordered is not looked for. */
  #hasObeyed = false
  #hasShadow = false

  /** @param trusted Whose networks no ban ever hits: the clients behind a proxy are somebody else. */
  constructor(orders: readonly Order[], trusted: NetworkSet) {
    const networks: [string, ClientOrder][] = []
    this.isEmpty = orders.length === 0
    this.#never = trusted
    for (const order of orders) {
      if (order.kind === 'mode') {
        this.#modes.set(keyOfMode(order.target), order)
        continue
      }
      if (!isClientOrder(order)) continue
      if (order.inShadow) this.#hasShadow = true
      else this.#hasObeyed = true
      if (order.target.kind === 'network') networks.push([order.target.network, order])
      else if (order.target.kind === 'asn') this.#asns.set(order.target.asn, order)
      else this.#fingerprints.set(order.target.fingerprint, order)
    }
    this.#networks = new PrefixTable(networks)
  }

  /** The route as it is to judge these facts. */
  over(route: Route, site: Site, facts: Facts): Route {
    const { obeyed, inShadow } = this.#concerning(facts)
    let changed = route
    const mode = this.#modeOf(site, route, facts.nowMs)
    if (mode !== null) changed = this.#change(mode, changed, () => inMode(route, mode.mode))
    if (inShadow !== null) {
      const change = inShadow.kind === 'ban' ? banInShadow : exemptInShadow
      const before = changed
      changed = this.#change(inShadow, before, () => change(before, inShadow))
    }
    if (obeyed === null) return changed
    const before = changed
    return this.#change(obeyed, before, () => {
      return obeyed.kind === 'ban' ? banned(before, obeyed) : exempt(before, obeyed)
    })
  }

  #change(order: Order, route: Route, make: () => Route): Route {
    const known = this.#changed.get(order) ?? new WeakMap<Route, Route>()
    this.#changed.set(order, known)
    const changed = known.get(route) ?? make()
    known.set(route, changed)
    return changed
  }

  #concerning(facts: Facts): Concerned {
    const obeyed = this.#hasObeyed ? this.#find(facts, false) : null
    const inShadow = this.#hasShadow ? this.#find(facts, true) : null
    return obeyed === null && inShadow === null ? NOBODY : { obeyed, inShadow }
  }

  /** The narrowest that is in force: a network, the smallest first, before its provider, before a program. */
  #find(facts: Facts, isShadow: boolean): ClientOrder | null {
    const isMeant = (order: ClientOrder | undefined): boolean =>
      order !== undefined && order.inShadow === isShadow && order.untilMs > facts.nowMs
    const found = this.#networks.find(facts.address, isMeant) ?? this.#findByKind(facts, isMeant)
    return found?.kind === 'ban' && this.#isNeverBanned(facts.address) ? null : found
  }

  #findByKind(
    facts: Facts,
    isMeant: (order: ClientOrder | undefined) => boolean,
  ): ClientOrder | null {
    // Finding out costs more than looking up.
    const { asn } = this.#asns.size === 0 ? { asn: null } : facts
    const byAsn = asn === null ? undefined : this.#asns.get(asn)
    if (byAsn !== undefined && isMeant(byAsn)) return byAsn
    if (this.#fingerprints.size === 0) return null
    const byProgram = this.#fingerprints.get(facts.fingerprint)
    return byProgram !== undefined && isMeant(byProgram) ? byProgram : null
  }

  #isNeverBanned(address: string): boolean {
    return this.#never.has(address) || LOOPBACK.find(address, () => true) !== null
  }

  /** The narrowest that is in force. */
  #modeOf(site: Site, route: Route, nowMs: number): ModeOrder | null {
    if (this.#modes.size === 0) return null
    const modes = [
      this.#modes.get(`${site.name}/${route.name}`),
      this.#modes.get(`${site.name}/`),
      this.#modes.get('/'),
    ]
    return modes.find((order) => order !== undefined && order.untilMs > nowMs) ?? null
  }
}

/** No name holds a slash. */
function keyOfMode(target: ModeOrder['target']): string {
  switch (target.kind) {
    case 'all':
      return '/'
    case 'site':
      return `${target.site}/`
    case 'route':
      return `${target.site}/${target.route}`
  }
}

/** Nothing is ordered. */
export const NO_ORDERS = new OrderBook([], { has: () => false, isEmpty: true })
