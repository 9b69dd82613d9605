import t from 'tap'
import {
  type Lookout,
  compileNetworks,
  quietLookout,
  whereaboutsFrom,
} from '../../src/client/index.ts'
import {
  type Facts,
  type Limit,
  type MachineTier,
  type Policy,
  type Rate,
} from '../../src/model/index.ts'
import { judge } from '../../src/policies/index.ts'
import {
  type GivenLimit,
  factsOf,
  held,
  ledgerOf,
  limitOf,
  policyOf,
  routeOf,
  ruleOf,
  siteOf,
} from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

const limit = (name: string, over: Limit['over'], given: GivenLimit = {}): Limit =>
  limitOf({ name, over, ...given })
const over = { waitsMs: { a: 1500, b: 2500 } }
const by = (key: NonNullable<GivenLimit['key']>, given: GivenLimit = {}): Limit =>
  limitOf({ name: 'n', key, ...given })
const names = (taken: readonly string[]) => taken.map((entry) => entry.split(' ')[0])

const NETWORK = 'n 203.0.113.0/24'

const named = (userAgent: string) => ({ headers: { 'user-agent': userAgent } })

/** Finds an agent proven by that network. */
function knowing(word: string): Lookout {
  const agent = { name: word, purpose: null, words: [word], hostSuffixes: [], signature: null }
  return quietLookout({
    agents: [{ ...agent, ranges: compileNetworks(['203.0.113.0/24']) }],
    aiCrawlers: null,
    machineNames: null,
    whereabouts: whereaboutsFrom({ country: null, asn: null }),
  })
}

t.test('a limit counts by its key, and only whom it is meant for', async (t) => {
  const waited = { presented: held({ clearance: 'waited' }) }
  const v6 = { address: '2001:db8:1:2ff::7' }
  const proven = { ...named('xbot a@b.lu'), lookout: knowing('xbot') }
  const of = (...tiers: MachineTier[]): Limit => by('network', { machines: new Set(tiers) })
  const cases: { name: string; limit: Limit; facts?: Given; want: string[] }[] = [
    { name: 'address', limit: by('address'), want: ['n 203.0.113.7'] },
    { name: 'address, IPv6', limit: by('address'), facts: v6, want: ['n 2001:db8:1:2ff::/64'] },
    { name: 'network', limit: by('network'), want: ['n 203.0.113.0/24'] },
    { name: 'network, IPv6', limit: by('network'), facts: v6, want: ['n 2001:db8:1:200::/56'] },
    { name: 'site', limit: by('site'), want: ['n portal'] },
    { name: 'route', limit: by('route'), want: ['n everything'] },
    { name: 'pass, none held', limit: by('pass'), want: [] },
    {
      name: 'pass, refused',
      limit: by('pass'),
      facts: { presented: { kind: 'refused', why: 'signature' } },
      want: [],
    },
    { name: 'pass', limit: by('pass'), facts: waited, want: ['n pass-1'] },
    {
      name: 'passes of this level',
      limit: by('pass', { clearance: 'waited' }),
      facts: waited,
      want: ['n pass-1'],
    },
    {
      name: 'passes of another level',
      limit: by('pass', { clearance: 'worked' }),
      facts: waited,
      want: [],
    },
    { name: 'agents, none proven', limit: by('agent'), facts: named('xbot'), want: [] },
    { name: 'an agent', limit: by('agent'), facts: proven, want: ['n xbot'] },
    { name: 'a tier that it is', limit: of('contact'), facts: named('a@b.lu'), want: [NETWORK] },
    {
      name: 'a tier that it is not',
      limit: of('proven', 'signed'),
      facts: named('a@b.lu'),
      want: [],
    },
    { name: 'nobody in particular', limit: of('unknown'), want: [NETWORK] },
    { name: 'the best that is known', limit: of('proven'), facts: proven, want: [NETWORK] },
    { name: 'and no less', limit: of('contact', 'unknown'), facts: proven, want: [] },
  ]
  for (const { name, limit, facts, want } of cases) {
    t.same(judged(policyOf({ limits: [limit] }), facts).taken, want, name)
  }
  const never = policyOf({ challenge: 'never', limits: [by('pass')] })
  t.same(judged(never, waited).taken, ['n pass-1'], 'also where nothing is challenged')
})

t.test('what decides earlier looks at no later counter, and takes from none', async (t) => {
  const limits = [limit('good', 'deny'), limit('a', 'limit'), limit('b', 'limit')]
  const refused = judged(policyOf({ limits }), {}, over)
  t.same([names(refused.looked), refused.taken], [['good', 'a'], []])
  t.same(names(judged(policyOf({ limits })).taken), ['good', 'a', 'b'])
  const denied = judged(policyOf({ rules: [ruleOf()], limits }), { presented: held() })
  t.same([denied.looked, denied.taken, denied.uses], [[], [], []])
})

t.test('a limit that fills up between the look and the taking refuses after all', async (t) => {
  const limits = [limit('good', 'deny'), limit('late', 'limit'), limit('b', 'limit')]
  const late = { waitsWhenTakenMs: { late: 700 } }
  const holder = judged(policyOf({ limits }), { presented: held() }, late)
  t.match(holder.decision, { kind: 'limit', retryAfterMs: 700 }, 'also whoever holds a pass')
  t.same([names(holder.taken), holder.uses], [['good', 'late'], []], 'and costs the next nothing')
  const trial = [limit('good', 'deny'), limit('late', 'limit', { share: 0 }), limit('b', 'limit')]
  const tried = judged(policyOf({ limits: trial }), {}, { waitsWhenTakenMs: { 'shadow late': 7 } })
  t.equal(wordsOf(tried), 'pass by policy default', 'in a trial it is told, and not obeyed')
  t.equal(tried.would?.kind, 'limit')
  t.same(names(tried.taken), ['good', 'shadow', 'b'])
})

t.test(
  'who holds the clearance of the route is neither counted nor stopped by over: challenge',
  async (t) => {
    const limits = [limit('a', 'challenge'), limit('b', 'deny')]
    const cases: { name: string; policy: Partial<Policy>; facts: Given; want: string }[] = [
      { name: 'holds it', policy: {}, facts: { presented: held() }, want: 'b' },
      {
        name: 'holds less',
        policy: { clearance: 'vouched' },
        facts: { presented: held() },
        want: 'a b',
      },
      { name: 'holds none', policy: {}, facts: {}, want: 'a b' },
    ]
    for (const { name, policy, facts, want } of cases) {
      const { taken } = judged(policyOf({ limits, ...policy }), facts)
      t.equal(names(taken).join(' '), want, name)
    }
    const office = judged(policyOf({ limits: limits.slice(0, 1) }), { presented: held() }, over)
    t.equal(wordsOf(office), 'pass by pass worked')
  },
)

t.test(
  'beyond a limit that all share a network has its free looks, and then the check',
  async (t) => {
    const freeLooks = { count: 2, forMs: 1000 }
    const limits = [limit('a', 'challenge', { key: 'route', freeLooks })]
    const policy = policyOf({ limits })
    t.equal(wordsOf(judged(policy, {}, { ...over, looks: { a: 1 } })), 'pass by policy default')
    t.equal(wordsOf(judged(policy, {}, { ...over, looks: { a: 0 } })), 'challenge by limit a')
    t.equal(wordsOf(judged(policy, {}, { looks: { a: 0 } })), 'pass by policy default', 'within it')
    const readings = { path: '//x', readings: ['//x', '/x'] }
    const twice = judged(policy, readings, { ...over, looks: { a: 1 } })
    t.equal(wordsOf(twice), 'pass by policy default', 'however often a path can be read')
    const holder = judged(policy, { presented: held() }, { ...over, looks: { a: 0 } })
    t.equal(wordsOf(holder), 'pass by pass worked')
  },
)

t.test('strangers are asked before those whose network has shown a pass', async (t) => {
  const known = { kind: 'rate', intervalMs: 10, burst: 100 } as const
  const strangers = { intervalMs: 10, burst: 75 }
  const limits = [limit('a', 'challenge', { key: 'route', bound: known, strangers })]
  const asked: number[] = []
  for (const isKnown of [true, false]) {
    const ledger = ledgerOf({ isKnown })
    const note = (_counter: string, _key: string, { burst }: Rate): number => {
      asked.push(burst)
      return 0
    }
    judge(factsOf(), siteOf([routeOf(policyOf({ limits }))]), { ...ledger, look: note, take: note })
  }
  t.same(asked, [100, 100, 75, 75], 'when it is looked at, and when it is taken')
})

t.test('a limit by the shape of queries counts what the ledger makes of it', async (t) => {
  const shaped = policyOf({ limits: [by(['route', 'query-shape'] as const)] })
  const ledger = { ...ledgerOf(), bounded: (_facts: Facts, text: string) => `<${text}>` }
  judge(factsOf({ query: 'q=1&f=2&f=3' }), siteOf([routeOf(shaped)]), ledger)
  t.same(ledger.taken, ['n everything\0<f*2&q*1>\0'])
})
