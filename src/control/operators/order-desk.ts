import {
  type ClientOrder,
  type ClientTarget,
  type ModeTarget,
  type Order,
  isClientOrder,
  spellTarget,
} from '../../model/index.ts'
import { readClientTarget } from '../../client/index.ts'
import { type Fact } from '../../store/index.ts'
import { type Answer, failure } from './answer.ts'
import { NotFound } from '../system/refused.ts'
import { messageOf } from '../system/start-error.ts'
import {
  FULL,
  type Given,
  ORDERS_MAX,
  type OneOrder,
  type OrderDeskOptions,
  type OrderEvent,
} from './order-desk-options.ts'
import { spellAsker } from './asker.ts'
import { type Orders, saveOrders } from './order-file.ts'
import { linesOf, ordersText, reportOf } from './order-text.ts'
import { mayStandHere, neverBanned, onlyByForce } from './safety.ts'
import { findModeTarget } from './mode-target.ts'
import { holderDeleted, revokePass } from './pass-orders.ts'
import { adoptedBy, factsOf, ordersAfter } from './order-facts.ts'
import { printable } from './reference-text.ts'
import { drainServer, undrainServer } from './server-orders.ts'
import {
  type ClientWish,
  type DrainWish,
  type ModeWish,
  type OrderWish,
  type PassWish,
} from './wishes.ts'

/** Who ends an order that was withdrawn at another gate. */
const ELSEWHERE = 'somebody at another gate'

/** A list that is refused names so many of its entries. */
const NAMED_MAX = 5

/** Where operators order for a time what the configuration does not say: bans, allowances, modes, drains, revoked passes. */
export class OrderDesk implements OneOrder {
  readonly #options: OrderDeskOptions
  #orders: Orders
  #facts: { readonly of: Orders; readonly all: readonly Fact[] } | null = null

  constructor(options: OrderDeskOptions, orders: Orders) {
    this.#options = options
    this.#orders = orders
  }

  /** In force now, in the order in which they were given. */
  get inForce(): readonly Order[] {
    const nowMs = this.#options.clock.wallMs()
    return this.#orders.list.filter(({ untilMs }) => untilMs > nowMs)
  }

  list(): Answer {
    const list = this.inForce
    const text = ordersText(
      list,
      'nobody is banned or allowed, no server is drained, and every mode is as configured',
    )
    return { ending: 'done', report: { orders: list.map(reportOf) }, text }
  }

  /** Whom bans are about, as a list that is imported has it. Allowances and modes are for a day. */
  export(): Answer {
    const bans = this.inForce.filter((order) => order.kind === 'ban' && !order.inShadow)
    const targets = bans.map(({ target }) => spellTarget(target))
    const text = targets.map((target) => `${target}\n`).join('')
    return { ending: 'done', report: { targets }, text }
  }

  /** Bans or allows all targets, or none of them. @throws NotFound where one cannot be read. */
  async order(wish: ClientWish): Promise<Answer> {
    const targets = [...new Set(wish.targets)].map(read)
    const refusal = this.#refusalOf(targets, wish)
    if (refusal !== null) return failure('refused', refusal)
    const met = this.#options.networks.among(targets)
    const spelled = new Set(targets.map(spellTarget))
    const left = this.inForce.filter(
      (order) => !isClientOrder(order) || !spelled.has(spellTarget(order.target)),
    )
    if (left.length + targets.length > ORDERS_MAX) {
      return failure(
        'refused',
        `${ORDERS_MAX} orders may be in force at once; a list in the configuration (network of a rule) takes more`,
      )
    }
    const made = targets.map((target, index) => this.#make(target, index, wish))
    const said = await this.#bring(left, made, wish.kind === 'ban' ? metText(met) : '')
    return { ...said, report: { ...said.report, orders: made.map(reportOf), passNetworks: met } }
  }

  #refusalOf(targets: readonly ClientTarget[], wish: ClientWish): string | null {
    const snapshot = this.#options.snapshot()
    if (targets.length === 0) return 'nothing is named'
    const unknown = targets.find(({ kind }) => kind === 'asn')
    if (unknown !== undefined && !snapshot.whereabouts.knowsAsns) {
      return `nobody knows which addresses ${spellTarget(unknown)} has: databases.asn of the configuration names a file that does`
    }
    if (wish.kind === 'allow') return null
    const held = { snapshot, from: wish.from }
    const never = targets.map((target) => neverBanned(target, held)).filter((why) => why !== null)
    if (never.length > 0) return `nothing was banned: ${never.slice(0, NAMED_MAX).join('; ')}`
    if (wish.isForced || wish.inShadow) return null
    const why = onlyByForce(targets, this.#options.networks.among(targets))
    return why === null ? null : `nothing was banned: ${why}`
  }

  #make(target: ClientTarget, index: number, wish: ClientWish): ClientOrder {
    const { kind, inShadow } = wish
    return { kind, target, inShadow, ...this.#ordered(wish, index) }
  }

  #ordered(
    { forMs, reason, asker }: OrderWish,
    index: number,
  ): Pick<Order, 'id' | 'madeMs' | 'untilMs' | 'by' | 'reason'> {
    const madeMs = Math.floor(this.#options.clock.wallMs())
    const id = this.#orders.nextId + index
    return { id, madeMs, untilMs: madeMs + forMs, by: spellAsker(asker), reason }
  }

  /** Ends bans and allowances early: one by its number or whom it is about, or `all`. */
  async withdraw(what: string, by: string): Promise<Answer> {
    const target = readClientTarget(what)
    const spelled = target === null ? what : spellTarget(target)
    const isMeant = (order: Order): boolean =>
      isClientOrder(order) &&
      (what === 'all' || String(order.id) === what || spellTarget(order.target) === spelled)
    const gone = this.inForce.filter(isMeant)
    if (gone.length === 0 && what !== 'all') {
      throw new NotFound(`neither a ban nor an allowance of ${printable(what)} is in force`)
    }
    const said = await this.end(isMeant, by)
    const text = gone.length === 0 ? '' : `no more in force:\n${linesOf(gone)}`
    return { ...said, text: text + said.text }
  }

  /** Sets or ends a mode. @throws NotFound where there is no such site or route. */
  async setMode(wish: ModeWish): Promise<Answer> {
    const target = findModeTarget(wish.target, this.#options.snapshot())
    if (wish.mode === null) {
      const ended = await this.end((order) => isModeOf(order, target), spellAsker(wish.asker))
      return { ...ended, text: `${spellTarget(target)} is as configured\n${ended.text}` }
    }
    return this.put(wish, { kind: 'mode', mode: wish.mode, target })
  }

  /** Takes a server out of service for a time. @throws NotFound where there is no such server. */
  drain(wish: DrainWish): Promise<Answer> {
    return drainServer(wish, this, this.#options)
  }

  /** Takes it into service again. @throws NotFound where it is not drained. */
  undrain(backend: string, server: string, by: string): Promise<Answer> {
    return undrainServer({ backend, server, by }, this, this.#options)
  }

  /** Ends a pass. @throws NotFound where nothing is known of it. */
  revoke(wish: PassWish): Promise<Answer> {
    return revokePass(wish, this, this.#options)
  }

  /** Keeps in mind that a pass was deleted by its holder, by its name. */
  async holderDeleted(pass: string, forMs: number): Promise<void> {
    await holderDeleted({ pass, forMs }, this)
  }

  /** Puts one order in force, in place of the one that is about the same. */
  async put(wish: OrderWish, order: Given): Promise<Answer> {
    const spelled = spellTarget(order.target)
    const isSame = ({ kind, target }: Order): boolean =>
      kind === order.kind && spellTarget(target) === spelled
    const left = this.inForce.filter((other) => !isSame(other))
    if (left.length >= ORDERS_MAX) return failure('refused', FULL)
    const made: Order = { ...order, ...this.#ordered(wish, 0) }
    const said = await this.#bring(left, [made])
    return { ...said, report: { ...said.report, orders: [reportOf(made)] } }
  }

  /** Ends orders before their time. */
  async end(isMeant: (order: Order) => boolean, by: string): Promise<Answer> {
    const gone = this.inForce.filter(isMeant)
    this.#tell(gone, 'withdrawn', by)
    const left = this.inForce.filter((order) => !isMeant(order))
    const said = await this.#bring(left, [])
    return { ...said, report: { ...said.report, withdrawn: gone.map(reportOf) } }
  }

  /** Forgets what has ended. */
  prune(): void {
    const inForce = this.inForce
    const ended = this.#orders.list.filter((order) => !inForce.includes(order))
    if (ended.length === 0) return
    this.#tell(ended, 'ends', '')
    this.#bring(inForce, []).catch(() => undefined)
  }

  /** On disk first, so that what is in force outlives a restart; a disk that fails stops no ban. */
  async #bring(left: readonly Order[], given: readonly Order[], more = ''): Promise<Answer> {
    const nowMs = this.#options.clock.wallMs()
    const { made, ...orders } = ordersAfter(this.#orders, { left, made: given, nowMs })
    this.#orders = orders
    const unkept = this.#save()
    this.#tell(made, 'begins', made[0]?.by ?? '')
    const { workers, of } = await this.#options.tell(orders.list)
    const isWhole = workers === of
    const late = isWhole ? '' : '; the others take it up as soon as they can'
    const text = `${linesOf(made)}${more}in force on ${countText(workers, of)}${late}\n`
    const kept = unkept === null ? '' : `it does not outlive a restart: ${unkept}\n`
    const report = { ok: isWhole, workers, of, kept: unkept === null }
    return { ending: isWhole ? 'done' : 'failed', report, text: text + kept }
  }

  /** What other gates are to know of what is ordered here. */
  all(): readonly Fact[] {
    if (this.#facts?.of !== this.#orders) {
      this.#facts = { of: this.#orders, all: factsOf(this.#orders) }
    }
    return this.#facts.all
  }

  /** Takes up what was ordered at other gates, and what was withdrawn there; the later word counts. */
  adopt(facts: readonly Fact[]): void {
    const nowMs = this.#options.clock.wallMs()
    const mayStand = (order: Order): boolean => mayStandHere(order, nowMs, this.#options)
    const adopted = adoptedBy(this.#orders, facts, { nowMs, mayStand })
    if (adopted === null) return
    this.#orders = adopted.orders
    this.#save()
    this.#tell(adopted.begun, 'begins', '')
    this.#tell(adopted.ended, 'withdrawn', ELSEWHERE)
    void this.#options.tell(this.inForce)
  }

  #tell(orders: readonly Order[], what: OrderEvent, by: string): void {
    if (orders.length > 0) this.#options.onChange(orders, what, by)
  }

  #save(): string | null {
    try {
      saveOrders(this.#options.file, this.#orders)
      return null
    } catch (error) {
      return messageOf(error)
    }
  }
}

function isModeOf(order: Order, target: ModeTarget): boolean {
  return order.kind === 'mode' && spellTarget(order.target) === spellTarget(target)
}

function read(text: string): ClientTarget {
  const target = readClientTarget(text)
  if (target !== null) return target
  throw new NotFound(`"${printable(text)}" is no network, no AS64500 and no fingerprint`)
}

function countText(workers: number, of: number): string {
  if (workers < of) return `${workers} of ${of} workers`
  return of === 1 ? 'the one worker' : `all ${of} workers`
}

function metText(met: number): string {
  if (met === 0) return ''
  return `a good pass was shown from ${met} of these networks within the last hour\n`
}
