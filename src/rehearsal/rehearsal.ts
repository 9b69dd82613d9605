import {
  DescribedFacts,
  type Lookout,
  type ToldFacts,
  passEnd,
  quietLookout,
  timeOf,
} from '../client/index.ts'
import { PURCHASE, type Limits, attachLimits, createSharedMemory } from '../limits/index.ts'
import {
  type Clearance,
  type ClientAddress,
  type Clock,
  type Facts,
  type Order,
  type Pass,
  type PassSettings,
  type Presented,
  type Reason,
  type Scheme,
  type Site,
  type Snapshot,
} from '../model/index.ts'
import { type Judged, type Ledger, OrderBook, foresee, judge } from '../policies/index.ts'
import { ConductBook, PageBook, identifyDescribed, sharedLedger } from '../proxy/index.ts'
import { siteWithout } from './site-without.ts'
import { toldToWait } from './told-to-wait.ts'

/** What is asked for. */
export interface RehearsedRequest {
  readonly method: string
  readonly scheme: Scheme
  /** As a Host field would have it. */
  readonly host: string
  readonly target: string
  /** Name, value, name, value; with Host. */
  readonly rawHeaders: readonly string[]
}

/** Who asks. */
export interface RehearsedClient extends ToldFacts {
  readonly address: ClientAddress
  /** The nearest to the client first; each says who came before it, as proxies do. */
  readonly proxies: readonly ClientAddress[]
}

/** The pass that is shown. */
export interface RehearsedPass {
  readonly clearance: Clearance
  /** Since the check was solved. */
  readonly ageMs: number
}

/** What is shown, and what becomes of the request behind the gate. */
export interface RehearsedCourse {
  readonly pass: RehearsedPass | null
  /** It is not answered yet. */
  readonly isUnderWay?: boolean
  /** As many people are in as the waiting room of its route lets in. */
  readonly isRoomFull?: boolean
  /** Its sender is one of those who are in that room. */
  readonly isIn?: boolean
  /** The application has nothing at that path: 404. */
  readonly isMissed?: boolean
  /** Judged as if its path were read in this way alone. */
  readonly reading?: string | undefined
  /** Judged as if this rule or limit were not written. */
  readonly without?: Reason | undefined
}

/** What the road would make of a request. */
export type Rehearsed =
  | {
      readonly kind: 'judged'
      readonly facts: Facts
      readonly site: Site
      readonly judged: Judged
    }
  | { readonly kind: 'own' }
  /** Answered with an error before any policy is asked. */
  | { readonly kind: 'refused'; readonly why: string }

/** Small: a rehearsal knows a few clients. 2^8 buckets of 7 rates and of 10 counts. */
const SMALL = {
  rateBucketsLog2: 8,
  tallyBucketsLog2: 8,
  markBucketsLog2: 4,
  spentPlacesLog2: 10,
  waitingRooms: 0,
}

/** The same on every machine and on every day, so that a share of clients is always the same share. */
const SEED = new Uint8Array(16)

/** The steady clock never starts at zero on a real machine either. */
const STEADY_START_MS = 1_000_000

/**
 * A gate without sockets: the configuration's own policies judge described requests, by a clock and
 * counters of its own. It starts at a moment and time only goes on.
 */
export class Rehearsal {
  readonly #snapshot: Snapshot
  readonly #lookout: Lookout
  readonly #orders: OrderBook
  readonly #limits: Limits
  readonly #conduct: ConductBook
  readonly #pages: PageBook
  readonly #startMs: number
  #nowMs: number
  readonly clock: Clock
  readonly ledger: Ledger

  constructor(
    snapshot: Snapshot,
    startMs: number,
    {
      lookout = quietLookout(snapshot),
      size = SMALL,
      orders = [],
    }: {
      readonly lookout?: Lookout
      readonly size?: Partial<typeof SMALL>
      /** What operators have ordered. */
      readonly orders?: readonly Order[]
    } = {},
  ) {
    this.#snapshot = snapshot
    this.#lookout = lookout
    this.#orders = new OrderBook(orders, snapshot.trustedProxies)
    this.#startMs = startMs
    this.#nowMs = startMs
    this.#limits = attachLimits(createSharedMemory({ workers: 0, seed: SEED, ...size }), 0)
    this.clock = {
      wallMs: () => this.#nowMs,
      steadyMs: () => STEADY_START_MS + this.#nowMs - this.#startMs,
    }
    this.#conduct = new ConductBook(this.#limits.tallies, this.clock)
    this.#pages = new PageBook(this.#limits.tallies, this.clock)
    this.ledger = sharedLedger(this.#limits, this.clock, {
      snapshot: () => snapshot,
      conduct: this.#conduct,
      pages: this.#pages,
    })
  }

  /** Lets time go on to a moment; one that has passed already changes nothing. */
  moveTo(wallMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, wallMs)
  }

  /** Frees what has run out: 32-bit times of counters wrap after days. */
  sweep(): void {
    this.#limits.sweep(this.clock.steadyMs())
  }

  /** Judges a request that arrives now, counts it, and learns from what becomes of it. */
  judge(request: RehearsedRequest, client: RehearsedClient, course: RehearsedCourse): Rehearsed {
    const { pass, isUnderWay = false, isMissed = false, reading, without } = course
    const read = this.read(request, client, pass, reading)
    if (read.kind !== 'read') return read
    const { facts, site } = read
    const where = without ? siteWithout(site, without) : site
    const judged =
      toldToWait({ facts, site: where, course }, this.ledger, this.#orders) ??
      judge(facts, where, this.ledger, this.#orders)
    if (judged === null) return { kind: 'refused', why: 'no-such-route' }
    if (judged.decision.kind === 'pass') this.#learn(facts, site, judged, isMissed)
    if (!isUnderWay) {
      for (const { counter, key } of judged.entered) this.ledger.leave(counter, key)
    }
    return { kind: 'judged', facts, site, judged }
  }

  /** Buys what is asked for of a request that arrives now; nothing where no proof is. */
  prove(request: RehearsedRequest, client: RehearsedClient, pass: RehearsedPass | null): void {
    const read = this.read(request, client, pass)
    if (read.kind !== 'read' || read.facts.presented.kind !== 'held') return
    const decision = foresee(read.facts, read.site, this.ledger, this.#orders)?.decision
    const asks = decision?.kind === 'challenge' ? decision.asks : undefined
    if (asks?.kind !== 'proof') return
    const { id } = read.facts.presented.pass
    const nowMs = this.clock.steadyMs()
    for (const counter of asks.counters) this.#limits.purchases.buy(counter, id, PURCHASE, nowMs)
  }

  #learn(facts: Facts, site: Site, { route }: Judged, isMissed: boolean): void {
    this.#pages.letThrough(facts, site, this.#snapshot.pass)
    const { signals } = route.policy
    if (signals?.behaviour !== true) return
    this.#conduct.letThrough(facts, signals)
    if (isMissed) this.#conduct.missed(facts)
  }

  /** The facts of a request that arrives now; counts nothing. */
  read(
    request: RehearsedRequest,
    client: RehearsedClient,
    pass: RehearsedPass | null,
    reading?: string,
  ):
    | { readonly kind: 'read'; readonly facts: Facts; readonly site: Site }
    | Exclude<Rehearsed, { kind: 'judged' }> {
    const { method, target, scheme } = request
    const found = identifyDescribed(
      {
        nowMs: this.#nowMs,
        method,
        target,
        scheme,
        rawHeaders: forwardedBy(client, request),
        peer: client.proxies.at(-1) ?? client.address,
      },
      this.#snapshot,
    )
    if (found.kind !== 'known') return found
    const { site } = found
    const presented = this.#present(pass, site, client, method)
    const tools = { lookout: this.#lookout, told: client }
    const known = reading === undefined ? found.known : { ...found.known, readings: [reading] }
    return { kind: 'read', site, facts: new DescribedFacts(known, presented, tools) }
  }

  #present(
    shown: RehearsedPass | null,
    site: Site,
    { address }: RehearsedClient,
    method: string,
  ): Presented {
    if (shown === null) return { kind: 'none' }
    const settings = this.#snapshot.pass
    const nowSeconds = Math.floor(this.#nowMs / 1000)
    const pass = passOf(shown, site, { address, nowSeconds, settings })
    const time = timeOf(pass, settings, { nowSeconds, method })
    return time === null ? { kind: 'refused', why: 'expired' } : { kind: 'held', pass, time }
  }
}

/** Renewed as late as can be: just now, or when that could no longer make it last longer. */
function passOf(
  { clearance, ageMs }: RehearsedPass,
  site: Site,
  {
    address,
    nowSeconds,
    settings,
  }: {
    readonly address: ClientAddress
    readonly nowSeconds: number
    readonly settings: PassSettings
  },
): Pass {
  const provedAtSeconds = nowSeconds - Math.floor(ageMs / 1000)
  return {
    id: `${clearance} of ${address}`,
    name: '',
    sites: site.passSites,
    clearance,
    provedAtSeconds,
    issuedAtSeconds: nowSeconds,
    expiresAtSeconds: passEnd(settings, { nowSeconds, provedAtSeconds }),
    familyTag: 0,
    platformTag: 0,
    instance: 'rehearsal',
  }
}

/** Each proxy on the way adds whom it heard from (de facto `X-Forwarded-For`), the first the scheme too. */
function forwardedBy(
  { address, proxies }: RehearsedClient,
  { rawHeaders, scheme }: RehearsedRequest,
): readonly string[] {
  if (proxies.length === 0) return rawHeaders
  const hops = [address, ...proxies.slice(0, -1)].join(', ')
  return [...rawHeaders, 'X-Forwarded-For', hops, 'X-Forwarded-Proto', scheme]
}
