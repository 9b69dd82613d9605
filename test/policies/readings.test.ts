import t from 'tap'
import { type Route, type Rule } from '../../src/model/index.ts'
import { compilePattern, judge } from '../../src/policies/index.ts'
import {
  factsOf,
  held,
  ledgerOf,
  limitOf,
  policyOf,
  routeOf,
  ruleOf,
  siteOf,
} from '../support/facts.ts'

/** A route below `/<name>` whose policy has this one rule. */
function routeTo(name: string, then: Rule['then']): Route {
  const matches = compilePattern(`/${name}/**`)
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  const policy = policyOf({ name, rules: [ruleOf({ name, then })] })
  return routeOf(policy, { name, matches: (_method, path) => path === null || matches(path) })
}

const SITE = siteOf([
  routeTo('deny', { kind: 'deny' }),
  routeTo('limit', { kind: 'limit' }),
  routeTo('check', { kind: 'challenge' }),
  routeTo('pass', { kind: 'pass' }),
  routeTo('pass/again', { kind: 'deny' }),
])

t.test('of several readings the most severe decides', async (t) => {
  const cases: { readings: string[]; want: string | null }[] = [
    { readings: ['/pass'], want: 'pass' },
    { readings: ['/pass', '/check'], want: 'check' },
    { readings: ['/check', '/pass'], want: 'check' },
    { readings: ['/check', '/limit', '/pass'], want: 'limit' },
    { readings: ['/pass', '/deny', '/limit', '/check'], want: 'deny' },
    { readings: ['/deny', '/pass'], want: 'deny' },
    { readings: ['/pass/again'], want: 'pass' },
    { readings: ['/elsewhere'], want: null },
    { readings: ['/pass', '/elsewhere'], want: null },
    { readings: ['/elsewhere', '/deny'], want: null },
  ]
  for (const { readings, want } of cases) {
    const answer = judge(factsOf({ readings }), SITE, ledgerOf())
    t.equal(answer?.route.name ?? null, want, readings.join(' '))
    t.equal(answer?.decision.reason.name ?? null, want, 'and its reason stands')
    const said = answer?.verdicts.map((verdict) => {
      const { reason } = verdict.kind === 'final' ? verdict.decision : verdict
      return reason.name
    })
    t.same(said ?? [], want === null ? [] : [want], 'beside what was said about that reading')
  }
})

t.test('the first of equally severe readings is the one that is told', async (t) => {
  const site = siteOf([routeTo('a', { kind: 'deny' }), routeTo('b', { kind: 'deny' })])
  t.equal(judge(factsOf({ readings: ['/b', '/a'] }), site, ledgerOf())?.route.name, 'b')
})

t.test('a route may ask for a method', async (t) => {
  const site = siteOf([
    routeOf(policyOf(), { name: 'read', matches: (method) => method === 'GET' }),
    routeOf(policyOf(), { name: 'write', matches: (method) => method === 'POST' }),
  ])
  t.equal(judge(factsOf({ method: 'GET' }), site, ledgerOf())?.route.name, 'read')
  t.equal(judge(factsOf({ method: 'POST' }), site, ledgerOf())?.route.name, 'write')
  t.equal(judge(factsOf({ method: 'PUT' }), site, ledgerOf()), null)
})

t.test('however many readings, a request takes once from each counter', async (t) => {
  const limits = [
    limitOf({ name: 'network' }),
    limitOf({ name: 'pass', key: 'pass' }),
    limitOf({ name: 'route', key: 'route' }),
  ]
  const policy = policyOf({ limits })
  const routes = ['a', 'b'].map((name) =>
    routeOf(policy, {
      name,
      matches: (_method, path) => path === null || path.startsWith(`/${name}`),
    }),
  )
  const readings = ['/a', '/b', '/a/b', '/b/a']
  const ledger = ledgerOf()
  judge(factsOf({ readings, presented: held() }), siteOf(routes), ledger)
  t.same(ledger.taken, ['network 203.0.113.0/24', 'pass pass-1', 'route a', 'route b'])
  t.same(ledger.uses, ['pass-1'])
  const strict = ledgerOf({ waitsMs: { pass: 700 } })
  const answer = judge(factsOf({ readings, presented: held() }), siteOf(routes), strict)
  t.match(answer?.decision, { kind: 'limit', retryAfterMs: 700 }, 'the answer is remembered')
  t.same(strict.taken, [], 'and what one reading refuses takes from none')
})
