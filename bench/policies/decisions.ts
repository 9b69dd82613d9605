import { compileConfig } from '../../src/config/index.ts'
import { Lookout, ObservedFacts } from '../../src/client/index.ts'
import {
  type ClientOrder,
  type Facts,
  type Presented,
  type Site,
  type Snapshot,
} from '../../src/model/index.ts'
import { type Ledger, NO_ORDERS, OrderBook, judge } from '../../src/policies/index.ts'
import { headersOf } from '../../src/rehearsal/programs.ts'
import { factsOf, held, ledgerOf } from '../../test/support/facts.ts'
import { type Scale } from './scale.ts'
import { median } from '../statistics.ts'

/** Of which the first turns are not counted. */
const WARM_UP_TURNS = 2
const PATHS = 1000

/** Of the policy's limit. */
const LIMIT = 'rate: 120/min, burst: 60'

const LOOKOUT = new Lookout()
export const NO_PASS: Presented = { kind: 'none' }

/** Counters that let everybody through: what is measured is the decision. */
const OPEN: Ledger = {
  ...ledgerOf(),
  look: () => 0,
  take: () => 0,
  mayEnter: () => true,
  enter: () => true,
  leave: () => undefined,
  standing: () => 'good',
  usePass: () => undefined,
}

/** Lines for so many routes and rules, and for the largest policy. */
export function* measureDecisions(scale: Scale): Generator<string> {
  for (const size of scale.sizes) {
    const site = siteOf(size)
    const asked = { 'with a pass': held(), 'without a pass': NO_PASS }
    for (const [words, presented] of Object.entries(asked)) {
      const ns = measure(site, requestsFor(size, presented), scale)
      yield `decision ${size} routes and rules: ${ns} ns, ${words}`
    }
  }
  for (const [words, orders] of Object.entries(ordered())) {
    const ns = measure(siteOf(10), requestsFor(10, held()), scale, orders)
    yield `decision 10 routes and rules: ${ns} ns, with a pass, ${words}`
  }
  const started = performance.now()
  snapshotOf(10, scale.rules)
  yield `compile ${scale.rules} rules: ${Math.round(performance.now() - started)} ms`
}

export function snapshotOf(routes: number, rules: number, limit = LIMIT): Snapshot {
  return compiled(written(routes, rules, limit))
}

export function siteOf(size: number, rules = size, limit = LIMIT): Site {
  const site = snapshotOf(size, rules, limit).sites[0]
  if (site === undefined) throw new Error('the configuration has no site')
  return site
}

function measure(
  site: Site,
  requests: readonly Facts[],
  { requests: count, turns }: Scale,
  orders: OrderBook = NO_ORDERS,
): number {
  const spent = Array.from({ length: turns }, () => {
    const before = process.threadCpuUsage()
    for (let i = 0; i < count; i++) {
      const known = requests[i % PATHS]
      if (known === undefined) throw new Error('no request')
      // Of each request anew: what is found out about one is not known of the next.
      const facts = new ObservedFacts(known, known.presented, LOOKOUT)
      if (judge(facts, site, OPEN, orders) === null) throw new Error('no route')
    }
    const { user, system } = process.threadCpuUsage(before)
    return ((user + system) * 1000) / count
  })
  return Math.round(median(spent.slice(WARM_UP_TURNS)))
}

/** What operators have ordered, none of it of whom asks: most requests are of citizens. */
function ordered(): Readonly<Record<string, OrderBook>> {
  const swarm = Array.from({ length: 2_000 }, (_, index) => bannedAt(index, homeOf(index)))
  const lengths = Array.from({ length: 25 }, (_, index) =>
    bannedAt(index, `198.18.0.0/${index + 8}`),
  )
  const program = { kind: 'fingerprint', fingerprint: 'Ab_-56789012' } as const
  const nobody = { has: () => false, isEmpty: true }
  return {
    'one network banned': new OrderBook(swarm.slice(0, 1), nobody),
    '2000 addresses banned': new OrderBook(swarm, nobody),
    'networks of all lengths banned': new OrderBook(lengths, nobody),
    'a program banned': new OrderBook([{ ...bannedAt(0, ''), target: program }], nobody),
  }
}

function homeOf(index: number): string {
  return `198.${18 + (index >> 8)}.${index & 255}.7/32`
}

function bannedAt(id: number, network: string): ClientOrder {
  const times = { madeMs: 0, untilMs: Infinity, by: '', reason: '' }
  return { kind: 'ban', id, target: { kind: 'network', network }, inShadow: false, ...times }
}

/** As a browser loads pages, over HTTPS. */
export function requestsFor(size: number, presented: Presented): readonly Facts[] {
  const rawHeaders = headersOf({ method: 'GET', scheme: 'https', host: 'a' }, 'chrome', [])
  const pairs = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? ''] as const] : [],
  )
  const headers = Object.fromEntries(pairs)
  return Array.from({ length: PATHS }, (_, i) =>
    factsOf({ path: `/part/${(i * 7919) % size}/page`, headers, rawHeaders, presented }),
  )
}

function compiled(text: string): Snapshot {
  const result = compileConfig(text, { file: 'bench.yaml', folder: '/', cores: 1 })
  if (result.ok) return result.snapshot
  throw new Error(result.mistakes.map(({ message }) => message).join('\n'))
}

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('\n')
}

function written(routes: number, rules: number, limit: string): string {
  return `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: portal
    routes:
${lines(routes - 1, (i) => `      - { name: r${i}, path: "/part/${i}/**", policy: read }`)}
      - { name: rest, policy: read }
policies:
  read:
    limits: [{ name: network, key: network, ${limit}, over: challenge }]
    rules:
${lines(rules, (i) => `      - { name: r${i}, when: { path: "/part/${i}/*", header: { user-agent: "*sqlmap*" } }, then: deny }`)}
`
}
