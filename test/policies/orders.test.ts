import t from 'tap'
import { type ClientOrder, type Facts, type ModeOrder, type Order } from '../../src/model/index.ts'
import { type Judged, OrderBook, judge } from '../../src/policies/index.ts'
import { readClientTarget } from '../../src/client/index.ts'
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
import { wordsOf } from '../support/judged.ts'
import { trusting } from '../support/proxies.ts'

const NOW_MS = 1_800_000_000_000
const ORDERED = { madeMs: NOW_MS - 1, untilMs: NOW_MS + 1, by: 'anna', reason: '' }

let number = 0

function orderOf(
  kind: 'ban' | 'allow',
  whom: string,
  given: Partial<ClientOrder> = {},
): ClientOrder {
  const target = readClientTarget(whom)
  if (target === null) throw new Error(`${whom} is nobody`)
  return { kind, target, id: ++number, inShadow: false, ...ORDERED, ...given }
}

function modeOf(mode: ModeOrder['mode'], target: ModeOrder['target']): ModeOrder {
  return { kind: 'mode', mode, target, id: ++number, ...ORDERED }
}

interface Stage {
  readonly policy?: Parameters<typeof policyOf>[0]
  readonly facts?: Parameters<typeof factsOf>[0] | Facts
  readonly counters?: Parameters<typeof ledgerOf>[0]
  readonly trusted?: readonly string[]
}

/** A rule that does so with everybody. */
function doing(kind: 'pass' | 'limit' | 'challenge'): ReturnType<typeof ruleOf> {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  return ruleOf({ then: { kind } })
}

function judgedBy(orders: readonly Order[], stage: Stage = {}): Judged {
  const { policy, facts = {}, counters, trusted = [] } = stage
  const site = siteOf([routeOf(policyOf(policy))])
  const given = 'rawHeaders' in facts ? (facts as Facts) : factsOf(facts)
  const book = new OrderBook(orders, trusting(trusted))
  const answer = judge(given, site, ledgerOf(counters), book)
  if (answer === null) throw new Error('the route for everything did not match')
  return answer
}

t.test('a ban is heard before all that a policy has', async (t) => {
  const ban = orderOf('ban', '203.0.113.0/24')
  const words = `deny by ban ${ban.id}`
  const open = { policy: { rules: [doing('pass')] } }
  t.equal(wordsOf(judgedBy([ban], open)), words, 'rules that let pass')
  t.equal(wordsOf(judgedBy([ban], { policy: { challenge: 'never' } })), words)
  t.equal(wordsOf(judgedBy([ban], { policy: { share: 0 } })), words, 'a policy in shadow')
  t.equal(wordsOf(judgedBy([ban], { facts: { presented: held() } })), words, 'a pass')
  t.equal(wordsOf(judgedBy([ban, modeOf('off', { kind: 'all' })])), words, 'a mode')
  t.equal(wordsOf(judgedBy([ban], { facts: { readings: ['/a', '/b'] } })), words)
  t.equal(wordsOf(judgedBy([ban], { facts: { address: '203.0.114.7' } })), 'pass by policy default')
})

t.test('it ends by itself', async (t) => {
  const ban = orderOf('ban', '203.0.113.7')
  const facts = { nowMs: ban.untilMs }
  t.equal(wordsOf(judgedBy([ban], { facts })), 'pass by policy default')
})

t.test('autonomous systems and programs are banned as well', async (t) => {
  const known = factsOf()
  const elsewhere = Object.create(known, { asn: { value: 64_500 } }) as Facts
  const byAsn = orderOf('ban', 'as64500')
  t.equal(wordsOf(judgedBy([byAsn], { facts: elsewhere })), `deny by ban ${byAsn.id}`)
  t.equal(wordsOf(judgedBy([byAsn])), 'pass by policy default')
  const byProgram = orderOf('ban', known.fingerprint)
  t.equal(wordsOf(judgedBy([byProgram])), `deny by ban ${byProgram.id}`)
  t.equal(
    wordsOf(judgedBy([byProgram], { facts: { headers: { 'user-agent': 'curl/8.0' } } })),
    'pass by policy default',
  )
})

t.test('of what holds for a client the narrowest wins', async (t) => {
  const wide = orderOf('ban', '203.0.0.0/16')
  const school = orderOf('allow', '203.0.113.0/24')
  const room = orderOf('ban', '203.0.113.7')
  const program = orderOf('ban', factsOf().fingerprint)
  const challenged = { policy: { challenge: 'always' } } as const
  t.equal(wordsOf(judgedBy([wide, school], challenged)), `pass by allow ${school.id}`)
  t.equal(wordsOf(judgedBy([room, wide, school], challenged)), `deny by ban ${room.id}`)
  t.equal(wordsOf(judgedBy([program, school], challenged)), `pass by allow ${school.id}`)
  t.equal(
    wordsOf(judgedBy([{ ...room, inShadow: true }, school], challenged)),
    `pass by allow ${school.id}`,
    'what is in shadow hides nothing',
  )
})

t.test('an allowance neither counts nor challenges, and lifts no denial', async (t) => {
  const allow = orderOf('allow', '203.0.113.7')
  const words = `pass by allow ${allow.id}`
  const limited = judgedBy([allow], {
    policy: { limits: [limitOf({ over: 'deny' })], rules: [doing('limit')] },
    counters: { waitsMs: { limit: 1_000 } },
  })
  t.equal(wordsOf(limited), words)
  t.equal(wordsOf(judgedBy([allow], { policy: { challenge: 'always' } })), words)
  const suspicious = { rules: [doing('challenge')] }
  t.equal(wordsOf(judgedBy([allow], { policy: suspicious })), words)
  t.equal(wordsOf(judgedBy([allow], { policy: { rules: [ruleOf()] } })), 'deny by rule rule')
})

t.test('in shadow an order is recorded and changes nothing', async (t) => {
  const ban = orderOf('ban', '203.0.113.7', { inShadow: true })
  const { decision, would } = judgedBy([ban])
  t.match(decision, { kind: 'pass', reason: { what: 'policy', name: 'default' } })
  t.match(would, { kind: 'deny', reason: { what: 'ban', name: String(ban.id) } })
  const allow = orderOf('allow', '203.0.113.7', { inShadow: true })
  const asked = judgedBy([allow], { policy: { challenge: 'always' } })
  t.match(asked.decision, { kind: 'challenge', reason: { what: 'policy', name: 'always' } })
  t.match(asked.would, { kind: 'pass', reason: { what: 'allow', name: String(allow.id) } })
})

t.test('neither this machine nor a trusted proxy is ever shut out', async (t) => {
  const program = orderOf('ban', factsOf().fingerprint)
  const own = (address: string, trusted: readonly string[] = []): string =>
    wordsOf(judgedBy([program], { facts: { address }, trusted }))
  t.equal(own('127.0.0.1'), 'pass by policy default')
  t.equal(own('::1'), 'pass by policy default')
  t.equal(own('10.0.0.5', ['10.0.0.0/24']), 'pass by policy default')
  t.equal(own('10.0.1.5', ['10.0.0.0/24']), `deny by ban ${program.id}`)
})

t.test('a mode changes how a policy is obeyed, where it is said', async (t) => {
  const all = { kind: 'all' } as const
  const route = { kind: 'route', site: 'portal', route: 'everything' } as const
  const site = { kind: 'site', site: 'portal' } as const
  const denying = { rules: [ruleOf({ share: 0 })] }
  t.equal(wordsOf(judgedBy([], { policy: denying })), 'pass by policy default')
  t.equal(wordsOf(judgedBy([modeOf('enforce', all)], { policy: denying })), 'deny by rule rule')
  const limits = [limitOf({ share: 0 })]
  const over = { policy: { limits, share: 0 }, counters: { waitsMs: { limit: 1_000 } } }
  t.equal(wordsOf(judgedBy([modeOf('enforce', site)], over)), 'limit by limit limit')
  const strict = { policy: { rules: [ruleOf()] } }
  const shadowed = judgedBy([modeOf('shadow', route)], strict)
  t.equal(wordsOf(shadowed), 'pass by policy shadow')
  t.match(shadowed.would, { kind: 'deny' })
  t.equal(wordsOf(judgedBy([modeOf('off', all)], strict)), 'pass by mode off')
  t.equal(
    wordsOf(judgedBy([modeOf('off', all), modeOf('enforce', route)], strict)),
    'deny by rule rule',
    'the narrowest holds',
  )
  const elsewhere = { kind: 'site', site: 'other' } as const
  t.equal(wordsOf(judgedBy([modeOf('off', elsewhere)], strict)), 'deny by rule rule')
  const ended = { ...modeOf('off', all), untilMs: NOW_MS }
  t.equal(wordsOf(judgedBy([ended], strict)), 'deny by rule rule')
})

t.test(
  'under attack everybody is asked but who has a pass, a proof, or cannot answer',
  async (t) => {
    const attack = [modeOf('under-attack', { kind: 'all' })]
    const asked = 'challenge by mode under-attack'
    t.equal(wordsOf(judgedBy(attack)), asked)
    t.equal(wordsOf(judgedBy(attack, { policy: { share: 0 } })), asked, 'a policy in shadow')
    t.equal(wordsOf(judgedBy(attack, { facts: { purpose: 'other' } })), asked)
    t.equal(wordsOf(judgedBy(attack, { facts: { presented: held() } })), 'pass by pass worked')
    const machines = { policy: { challenge: 'never' } } as const
    t.equal(wordsOf(judgedBy(attack, machines)), 'pass by policy default')
    const feeds = { policy: { rules: [doing('pass')] } } as const
    t.equal(wordsOf(judgedBy(attack, feeds)), 'pass by rule rule')
    const crawler = Object.create(factsOf(), { verifiedAgent: { value: 'Googlebot' } }) as Facts
    t.equal(wordsOf(judgedBy(attack, { facts: crawler })), 'pass by policy default')
  },
)

t.test('whom an order is about is read as operators type it', async (t) => {
  const cases: [text: string, want: object | null][] = [
    ['203.0.113.7', { kind: 'network', network: '203.0.113.7/32' }],
    ['203.0.113.7/24', { kind: 'network', network: '203.0.113.0/24' }],
    ['2001:DB8::/32', { kind: 'network', network: '2001:db8::/32' }],
    ['AS64500', { kind: 'asn', asn: 64_500 }],
    ['as4294967295', { kind: 'asn', asn: 4_294_967_295 }],
    ['AS4294967296', null],
    ['AS0', null],
    ['Ab_-56789012', { kind: 'fingerprint', fingerprint: 'Ab_-56789012' }],
    ['Ab_-5678901', null],
    ['203.0.113.0/33', null],
    ['', null],
  ]
  for (const [text, want] of cases) t.same(readClientTarget(text), want, text)
})
