import { compileConfig } from '../../src/config/index.ts'
import { type Facts } from '../../src/model/index.ts'
import { type Ledger, judge } from '../../src/policies/index.ts'
import { factsOf, held, ledgerOf } from '../../test/support/facts.ts'
import { median } from '../statistics.ts'

const SIZES = [10, 100, 1000] as const
const TURNS = 9
const REQUESTS = 100_000

/** Counters that let everybody through: what is measured is the decision. */
const OPEN: Ledger = {
  ...ledgerOf(),
  take: () => 0,
  enter: () => true,
  leave: () => undefined,
  usePass: () => 'good',
}

/** Lines for so many routes and rules, and for the largest policy. */
export function* measureDecisions(): Generator<string> {
  for (const size of SIZES) {
    yield `decision ${size} routes and rules: ${measure(size)} ns, with a pass`
  }
  const started = performance.now()
  compiled(written(10, 10_000))
  yield `compile 10000 rules: ${Math.round(performance.now() - started)} ms`
}

function measure(size: number): number {
  const site = compiled(written(size, size)).sites[0]
  if (site === undefined) throw new Error('the configuration has no site')
  const requests = requestsFor(size)
  const turns = Array.from({ length: TURNS }, () => {
    const before = process.threadCpuUsage()
    for (let i = 0; i < REQUESTS; i++) {
      const facts = requests[i % requests.length]
      if (facts !== undefined && judge(facts, site, OPEN) === null) throw new Error('no route')
    }
    const { user, system } = process.threadCpuUsage(before)
    return ((user + system) * 1000) / REQUESTS
  })
  return Math.round(median(turns.slice(2)))
}

function requestsFor(size: number): readonly Facts[] {
  return Array.from({ length: 1000 }, (_, i) => {
    const path = `/part/${(i * 7919) % size}/page`
    const headers = { 'user-agent': 'Mozilla/5.0 Firefox/140.0' }
    return factsOf({ path, headers, presented: held() })
  })
}

function compiled(text: string) {
  const result = compileConfig(text, { file: 'bench.yaml', folder: '/', cores: 1 })
  if (result.ok) return result.snapshot
  throw new Error(result.mistakes.map(({ message }) => message).join('\n'))
}

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('\n')
}

function written(routes: number, rules: number): string {
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
    limits: [{ name: network, key: network, rate: 120/min, burst: 60, over: challenge }]
    rules:
${lines(rules, (i) => `      - { name: r${i}, when: { path: "/part/${i}/*", header: { user-agent: "*sqlmap*" } }, then: deny }`)}
`
}
