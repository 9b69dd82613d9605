import t from 'tap'
import { type Limit, type Policy, type Rule } from '../../src/model/index.ts'
import { held, limitOf, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

// oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
const rule = (name: string, then: Rule['then'], share = 1): Rule => ruleOf({ name, then, share })
const deny = (share: number): Rule => rule('no', { kind: 'deny' }, share)
const pass = (share: number): Rule => rule('yes', { kind: 'pass' }, share)
const points = (share: number): Rule => rule('points', { kind: 'points', points: 5 }, share)
const mark = (share: number): Rule => rule('mark', { kind: 'mark', mark: 'm' }, share)
const odd = (share: number): Rule => rule('odd', { kind: 'challenge' }, share)
const limit = (name: string, share: number, over: Limit['over'] = 'limit'): Limit =>
  limitOf({ name, over, share })
const over = { waitsMs: { a: 1500, b: 2500, 'shadow a': 500, 'shadow b': 700 } }

t.test('what is in shadow is told as it would be, and not obeyed', async (t) => {
  const cases: {
    name: string
    policy: Partial<Policy>
    facts?: Given
    want: string
    would: string | null
  }[] = [
    {
      name: 'nothing in shadow',
      policy: { rules: [deny(1)] },
      want: 'deny by rule no',
      would: null,
    },
    { name: 'a rule', policy: { rules: [deny(0)] }, want: 'pass by policy default', would: 'deny' },
    {
      name: 'a rule before one that is enforced',
      policy: { rules: [pass(0), deny(1)] },
      want: 'deny by rule no',
      would: 'pass',
    },
    {
      name: 'a rule behind one that is enforced',
      policy: { rules: [pass(1), deny(0)] },
      want: 'pass by rule yes',
      would: null,
    },
    {
      name: 'two in shadow: the first would have been the last word',
      policy: { rules: [pass(0), deny(0)], challenge: 'always' },
      want: 'challenge by policy always',
      would: 'pass',
    },
    {
      name: 'the same, for another reason',
      policy: { rules: [odd(0)], challenge: 'always' },
      want: 'challenge by policy always',
      would: null,
    },
    {
      name: 'suspicion',
      policy: { rules: [odd(0)] },
      want: 'pass by policy default',
      would: 'challenge',
    },
    {
      name: 'points',
      policy: { rules: [points(1), points(0)] },
      want: 'pass by policy default',
      would: 'challenge',
    },
    {
      name: 'a limit',
      policy: { limits: [limit('a', 0)] },
      want: 'pass by policy default',
      would: 'limit',
    },
    {
      name: 'a limit before one that is enforced',
      policy: { limits: [limit('a', 0, 'deny'), limit('b', 1)] },
      want: 'limit by limit b',
      would: 'deny',
    },
    {
      name: 'a policy',
      policy: { share: 0, rules: [deny(1)] },
      want: 'pass by policy shadow',
      would: 'deny',
    },
    {
      name: 'a policy that always challenges',
      policy: { share: 0, challenge: 'always' },
      want: 'pass by policy shadow',
      would: 'challenge',
    },
    {
      name: 'a policy that would let through',
      policy: { share: 0 },
      want: 'pass by policy shadow',
      would: null,
    },
    {
      name: 'a policy, and a pass',
      policy: { share: 0, challenge: 'always' },
      facts: { presented: held() },
      want: 'pass by policy shadow',
      would: null,
    },
    {
      name: 'a preflight',
      policy: { share: 0, challenge: 'always' },
      facts: { purpose: 'preflight', method: 'OPTIONS' },
      want: 'pass by policy shadow',
      would: null,
    },
  ]
  for (const { name, policy, facts, want, would } of cases) {
    const answer = judged(policyOf(policy), facts, over)
    t.equal(wordsOf(answer), want, name)
    t.equal(answer.would?.kind ?? null, would, `${name}: would`)
  }
})

t.test('shadow says nothing to the backend and spends nothing', async (t) => {
  const answer = judged(policyOf({ rules: [mark(0), points(0), mark(1)] }))
  t.same([answer.marks, answer.score], [['m'], 0])
  t.same(
    answer.verdicts.map(({ kind, inShadow }) => [kind, inShadow ?? false]),
    [
      ['mark', true],
      ['points', true],
      ['mark', false],
    ],
  )
  const whole = policyOf({
    share: 0,
    rules: [mark(1), points(1)],
    limits: [limit('good', 1)],
    challenge: 'always',
  })
  const shadowed = judged(whole, { presented: held() })
  t.same([shadowed.marks, shadowed.score, shadowed.uses], [[], 0, []])
  t.same(shadowed.taken, ['shadow good 203.0.113.0/24'], 'a counter of its own')
})

t.test('a limit in shadow is not asked where it would not have been', async (t) => {
  const limits = [limit('a', 0), limit('good', 0), limit('fine', 1)]
  const tried = judged(policyOf({ limits }), {}, over)
  t.same(tried.looked, ['shadow a 203.0.113.0/24', 'fine 203.0.113.0/24'])
  t.same(tried.taken, ['fine 203.0.113.0/24'])
  const whole = judged(policyOf({ share: 0, limits }), {}, over)
  t.same([whole.looked, whole.taken], [['shadow a 203.0.113.0/24'], []])
  const behind = [limit('good', 0), limit('fine', 1), limit('a', 0)]
  const taken = ['fine 203.0.113.0/24']
  t.same(judged(policyOf({ limits: behind }), {}, over).taken, taken, 'a trial would have refused')
  const refused = judged(policyOf({ limits: [limit('good', 0), limit('b', 1)] }), {}, over)
  t.same(refused.taken, [], 'what is refused costs a trial nothing either')
  const denied = policyOf({ rules: [deny(0)], limits: [limit('good', 0)] })
  t.same(judged(denied).taken, [])
})

t.test('a rollout enforces for a share of clients and is in shadow for the others', async (t) => {
  const lots = { '203.0.113.0/24': 0.2, 'pass-1': 0.8 }
  const policy = policyOf({ rules: [deny(0.5)] })
  t.equal(wordsOf(judged(policy, {}, { lots })), 'deny by rule no')
  const other = judged(policy, { presented: held() }, { lots })
  t.equal(wordsOf(other), 'pass by pass worked', 'who holds a pass is known by it')
  t.equal(other.would?.kind, 'deny')
  const whole = policyOf({ share: 0.1, limits: [limit('a', 1)] })
  t.equal(wordsOf(judged(whole, {}, { lots })), 'pass by policy shadow')
  t.equal(wordsOf(judged({ ...whole, share: 0.3 }, {}, { ...over, lots })), 'limit by limit a')
})

const inside = (max: number, facts: Given, share = 1) =>
  judged(
    policyOf({ limits: [limitOf({ name: 'c', bound: { kind: 'concurrency', max }, share })] }),
    facts,
  )

t.test('requests under way are counted until they leave, on whatever reading', async (t) => {
  const one = inside(1, {})
  t.same(one.inside, ['c 203.0.113.0/24'])
  t.match(one.entered, [{ counter: 'portal\0read\0c', key: '203.0.113.0/24' }])
  const twice = inside(2, { path: '//a', readings: ['//a', '/a'] })
  t.same(twice.inside, ['c 203.0.113.0/24'], 'once for two readings')
  t.equal(twice.entered.length, 1)
  const full = inside(0, {})
  t.match(full.decision, { kind: 'limit', retryAfterMs: 1000 })
  t.same(full.entered, [])
  t.match(inside(1, {}, 0).entered, [{ counter: 'shadow\0portal\0read\0shadow c' }])
})
