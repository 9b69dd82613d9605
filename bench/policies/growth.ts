import { Lookout, ObservedFacts, networkOf } from '../../src/client/index.ts'
import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type ClientAddress, type Facts, type Site } from '../../src/model/index.ts'
import { type Ledger, NO_ORDERS, judge } from '../../src/policies/index.ts'
import { ConductBook } from '../../src/proxy/bounds/conduct.ts'
import { sharedLedger } from '../../src/proxy/bounds/ledger.ts'
import { PageBook } from '../../src/proxy/bounds/page-book.ts'
import { median, medianRatio } from '../statistics.ts'
import { NO_PASS, requestsFor, siteOf, snapshotOf } from './decisions.ts'
import { type Scale } from './scale.ts'

/** A step that is prime to every number of clients here, so that neighbours are far apart. */
const STEP = 611_953

/** Turns before those that count. */
const WARM_UP_TURNS = 2

/** One rule: what is measured is how a route is found. */
const RULES = 1

/** Lets everybody through, also who alone asks all there is to be asked: no time passes meanwhile. */
const WIDE = 'rate: 1000/s, burst: 1000000'
const CLOCK = { wallMs: () => 1_800_000_000_000, steadyMs: () => 1_000 }

const LOOKOUT = new Lookout()

/** Decides one request after the other. */
type Deciding = (count: number) => void

/** Lines for what a decision costs with many routes, and with many clients, beside one of them. */
export function* measureGrowth(scale: Scale): Generator<string> {
  const routes = Math.max(...scale.sizes)
  yield lineOf(`1 and ${routes} routes`, scale, [byRoutes(1, routes), byRoutes(routes, routes)])
  const clients = Math.max(...scale.keys)
  const many = byClients(clients)
  // All of them are in the tables before any is measured.
  many(clients)
  yield lineOf(`1 and ${clients} clients`, scale, [byClients(1), many])
}

/** In turns, A B B A: what is compared meets the same machine. */
function lineOf(
  what: string,
  { requests, turns }: Scale,
  [one, many]: readonly [Deciding, Deciding],
): string {
  const count = Math.ceil(requests / 4)
  const spent = Array.from({ length: turns }, () => {
    const [first, second, third, fourth] = [one, many, many, one].map((each) => cpuOf(each, count))
    return { one: ((first ?? 0) + (fourth ?? 0)) / 2, many: ((second ?? 0) + (third ?? 0)) / 2 }
  }).slice(WARM_UP_TURNS)
  const [ofOne, ofMany] = [spent.map((turn) => turn.one), spent.map((turn) => turn.many)]
  const figures = `${Math.round(median(ofOne))} and ${Math.round(median(ofMany))} ns`
  const ratio = medianRatio(ofMany, ofOne).toFixed(2)
  return `growth ${what}: ${figures} a decision, ratio ${ratio}`
}

function cpuOf(deciding: Deciding, count: number): number {
  const before = process.threadCpuUsage()
  deciding(count)
  const { user, system } = process.threadCpuUsage(before)
  return ((user + system) * 1000) / count
}

/** Of a site with so many routes: the same requests by one client, for paths all over `paths` of them. */
function byRoutes(routes: number, paths: number): Deciding {
  const site = siteOf(routes, RULES, WIDE)
  const requests = requestsFor(paths, NO_PASS)
  const ledger = countersOf()
  return (count) => {
    for (let i = 0; i < count; i++) decide(requests[i % requests.length], site, ledger)
  }
}

/** Of so many clients, in an order that no cache foresees. */
function byClients(clients: number): Deciding {
  const site = siteOf(1, RULES, WIDE)
  const [request] = requestsFor(1, NO_PASS)
  const ledger = countersOf()
  let at = 0
  return (count) => {
    for (let i = 0; i < count; i++, at = (at + STEP) % clients) {
      if (request !== undefined) decide(from(at, request), site, ledger)
    }
  }
}

function decide(known: Facts | undefined, site: Site, ledger: Ledger): void {
  if (known === undefined) throw new Error('no request')
  const facts = new ObservedFacts(known, known.presented, LOOKOUT)
  if (judge(facts, site, ledger, NO_ORDERS)?.decision.kind !== 'pass')
    throw new Error('not let through')
}

/** The same request by another client: networks of one address each. */
function from(at: number, request: Facts): Facts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is spelled as one
  const address = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}` as ClientAddress
  const network = networkOf(address, { v4: 32, v6: 64 })
  return { ...request, address, addressKey: address, network }
}

/** In memory of the size that a gate has. */
function countersOf(): Ledger {
  const memory = createSharedMemory({
    workers: 1,
    seed: crypto.getRandomValues(new Uint8Array(16)),
  })
  const limits = attachLimits(memory, 0)
  const snapshot = snapshotOf(1, RULES)
  return sharedLedger(limits, CLOCK, {
    snapshot: () => snapshot,
    conduct: new ConductBook(limits.tallies, CLOCK),
    pages: new PageBook(limits.tallies, CLOCK),
  })
}
