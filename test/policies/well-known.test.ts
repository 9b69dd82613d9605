import t from 'tap'
import { type Limit, type Policy, type Rule } from '../../src/model/index.ts'
import { isWellKnown } from '../../src/policies/index.ts'
import { held, limitOf, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

const rule = (kind: 'challenge' | 'deny' | 'limit' | 'pass'): Rule =>
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  ruleOf({ name: kind, then: { kind }, matches: () => true })
const limit = (over: Limit['over']): Limit => limitOf({ name: 'a', over })
const over = { waitsMs: { a: 1500 } }

const ROBOTS = { path: '/robots.txt' } as const
const OPEN = 'pass by policy well-known'

t.test('what everybody may read is known by its exact path, without a query', (t) => {
  const open = [
    '/robots.txt',
    '/favicon.ico',
    '/security.txt',
    '/.well-known/security.txt',
    '/.well-known/change-password',
    '/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0',
    `/.well-known/acme-challenge/${'a'.repeat(256)}`,
  ]
  for (const path of open) {
    for (const method of ['GET', 'HEAD']) t.ok(isWellKnown({ method, path, query: '' }), path)
    for (const method of ['POST', 'OPTIONS', 'PROPFIND', 'get']) {
      t.notOk(isWellKnown({ method, path, query: '' }), `${method} ${path}`)
    }
    t.notOk(isWellKnown({ method: 'GET', path, query: 's=everything' }), 'a query may be any page')
    for (const odd of [`/${path}`, `${path}/`, `${path};a`, `${path}%20`, `/a/..${path}`]) {
      t.notOk(isWellKnown({ method: 'GET', path: odd, query: '' }), odd)
    }
  }
  const closed = [
    '/',
    '/Robots.txt',
    '/robots%2etxt',
    '/robots.txt.php',
    '/a/robots.txt',
    '/.well-known/',
    '/.well-known/openid-configuration',
    '/.well-known/acme-challenge/',
    '/.well-known/acme-challenge/a/b',
    '/.well-known/acme-challenge/..',
    '/.well-known/acme-challenge/a.php',
    '/.well-known/acme-challenge/a%2f..%2fb',
    `/.well-known/acme-challenge/${'a'.repeat(257)}`,
  ]
  for (const path of closed) t.notOk(isWellKnown({ method: 'GET', path, query: '' }), path)
  t.end()
})

t.test('it is never asked for the check, and a rule can take that back', async (t) => {
  const cases: { policy: Partial<Policy>; facts?: Given; want: string }[] = [
    { policy: {}, want: OPEN },
    { policy: { challenge: 'always' }, want: OPEN },
    { policy: { challenge: 'always', clearance: 'vouched' }, want: OPEN },
    { policy: { challengeAt: 0 }, want: OPEN },
    { policy: { challenge: 'never' }, want: 'pass by policy default' },
    { policy: { challenge: 'always', share: 0 }, want: 'pass by policy shadow' },
    { policy: { limits: [limit('challenge')] }, want: OPEN },
    { policy: { limits: [limit('prove')] }, want: OPEN },
    { policy: { limits: [limit('code')] }, want: OPEN },
    { policy: { limits: [limit('wait')] }, want: OPEN },
    { policy: { limits: [limit('limit')] }, want: 'limit by limit a' },
    { policy: { limits: [limit('deny')] }, want: 'deny by limit a' },
    { policy: { rules: [rule('deny')] }, want: 'deny by rule deny' },
    { policy: { rules: [rule('limit')] }, want: 'limit by rule limit' },
    { policy: { rules: [rule('pass')] }, want: 'pass by rule pass' },
    { policy: { rules: [rule('challenge')] }, want: 'challenge by rule challenge' },
    { policy: { rules: [{ ...rule('challenge'), share: 0 }] }, want: OPEN },
    {
      policy: { rules: [rule('challenge')] },
      facts: { presented: held() },
      want: 'pass by pass worked',
    },
  ]
  for (const { policy, facts = {}, want } of cases) {
    t.equal(wordsOf(judged(policyOf(policy), { ...ROBOTS, ...facts }, over)), want)
  }
  const attacked = ruleOf({
    name: 'under-attack',
    reason: { what: 'mode', name: 'under-attack', line: 0 },
    // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
    then: { kind: 'challenge' },
    matches: () => true,
  })
  t.equal(
    wordsOf(judged(policyOf({ rules: [attacked] }), ROBOTS)),
    OPEN,
    'an attack changes nothing',
  )
  const shadow = judged(policyOf({ rules: [{ ...rule('challenge'), share: 0 }] }), ROBOTS)
  t.match(shadow.would, { kind: 'challenge' }, 'and a rule in shadow is told')
})

t.test('it is counted by network, where anything else would be asked', async (t) => {
  const full = { waitsMs: { network: 1500 } }
  const always = policyOf({ challenge: 'always' })
  const answer = judged(always, ROBOTS, full)
  t.equal(wordsOf(answer), 'limit by limit well-known')
  t.match(answer.decision, { retryAfterMs: 1500 })
  t.same(answer.taken, [])
  t.same(judged(always, ROBOTS).taken, ['network 203.0.113.0/24'])
  const uncounted = {
    'nobody would be asked': judged(policyOf({ challenge: 'never' }), ROBOTS, full),
    'in shadow': judged(policyOf({ challenge: 'always', share: 0 }), ROBOTS, full),
    'with a pass': judged(always, { ...ROBOTS, presented: held() }, full),
  }
  for (const [name, { decision, looked }] of Object.entries(uncounted)) {
    t.equal(decision.kind, 'pass', name)
    t.same(
      looked.filter((each) => each.startsWith('network ')),
      [],
      name,
    )
  }
})

t.test('it uses up no pass, not even one that ends soon', async (t) => {
  const always = policyOf({ challenge: 'always' })
  for (const presented of [held(), held({}, 'ending'), held({}, 'lapsed')]) {
    const answer = judged(always, { ...ROBOTS, presented })
    t.equal(wordsOf(answer), OPEN)
    t.same(answer.uses, [])
  }
  t.same(judged(always, { path: '/', presented: held() }).uses.length, 1)
})
