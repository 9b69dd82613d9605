import t from 'tap'
import { type Limit, type Policy } from '../../src/model/index.ts'
import { type GivenLimit, held, limitOf, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

const over = { waitsMs: { a: 1500 } }
const HOLDER = { presented: held() }
const POST = { method: 'POST' } as const

const limit = (word: Limit['over'], given: GivenLimit = {}): Limit =>
  limitOf({ name: 'a', over: word, ...given })
const withLimit = (word: Limit['over'], given: GivenLimit = {}, rest: Partial<Policy> = {}) =>
  policyOf({ limits: [limit(word, given)], ...rest })

t.test('beyond a limit a proof is asked for, of holders of passes too', async (t) => {
  const asked = judged(withLimit('prove'), HOLDER, over)
  t.equal(wordsOf(asked), 'challenge by limit a')
  t.match(asked.decision, { asks: { kind: 'proof', counters: ['portal\0read\0a'] } })
  t.same([asked.taken, asked.uses], [[], []])
  const within = judged(withLimit('prove'), HOLDER)
  t.equal(wordsOf(within), 'pass by pass worked')
  t.same(within.taken, ['a 203.0.113.0/24'], 'within it holders are counted')
  t.match(judged(withLimit('prove'), {}, over).decision, { asks: { kind: 'proof' } }, 'and others')
})

t.test('what was bought is used one by one, and takes nothing from the limit', async (t) => {
  const bought = { a: 1 }
  const paid = judged(withLimit('prove'), HOLDER, { ...over, bought })
  t.equal(wordsOf(paid), 'pass by pass worked')
  t.same(paid.uses, ['pass-1'])
  t.equal(wordsOf(judged(withLimit('prove'), {}, { ...over, bought })), 'challenge by limit a')
  const readings = { ...HOLDER, path: '//x', readings: ['//x', '/x'] }
  const once = judged(withLimit('prove'), readings, { ...over, bought })
  t.equal(wordsOf(once), 'pass by pass worked', 'once, however often a path can be read')
  const refused = policyOf({ limits: [limit('prove'), limitOf({ name: 'b' })] })
  const left = { a: 1 }
  const stopped = judged(refused, HOLDER, { waitsMs: { a: 1, b: 2 }, bought: left })
  t.equal(wordsOf(stopped), 'limit by limit b')
  t.same(stopped.taken, [], 'what a later limit refuses uses up nothing')
})

t.test('one proof is asked for where a request is beyond several limits', async (t) => {
  const all = policyOf({
    limits: [
      limit('prove'),
      limitOf({ name: 'within', over: 'prove' }),
      limitOf({ name: 'bought', over: 'prove' }),
      limitOf({ name: 'b', over: 'prove' }),
      limitOf({ name: 'shadow', over: 'prove', share: 0 }),
      limitOf({ name: 'other', over: 'limit' }),
    ],
  })
  const waitsMs = { a: 1, b: 2, bought: 3, shadow: 4, other: 5 }
  const asked = judged(all, HOLDER, { waitsMs, bought: { bought: 1 } })
  t.equal(wordsOf(asked), 'challenge by limit a')
  const asks = asked.decision.kind === 'challenge' ? asked.decision.asks : undefined
  t.strictSame(asks, { kind: 'proof', counters: ['portal\0read\0a', 'portal\0read\0b'] })
  t.same([asked.taken, asked.uses], [[], []])
})

t.test('whoever is checked anyway is asked for that proof with it, at once', async (t) => {
  const always = withLimit('prove', {}, { challenge: 'always' })
  const asked = judged(always, {}, over)
  t.match(asked.decision, { kind: 'challenge', asks: { kind: 'proof' } })
  const within = judged(always, {})
  t.equal(wordsOf(within), 'challenge by policy always')
  t.same(within.taken, [], 'and counts where the request comes through')
  const byPass = judged(withLimit('prove', { key: 'pass' }, { challenge: 'always' }), {}, over)
  t.equal(wordsOf(byPass), 'challenge by policy always', 'a pass that is to come owes nothing')
})

t.test('what comes from no page is asked for a proof from the first on', async (t) => {
  const policy = withLimit('prove', { key: 'pass', pageFirst: true })
  const nowhere = { hasLoadedPage: false }
  const cases: { name: string; facts: Given; given: typeof nowhere | object; want: string }[] = [
    { name: 'from a page', facts: { ...HOLDER, ...POST }, given: {}, want: 'pass by pass worked' },
    {
      name: 'from none',
      facts: { ...HOLDER, ...POST },
      given: nowhere,
      want: 'challenge by limit a',
    },
    { name: 'loading one', facts: HOLDER, given: nowhere, want: 'pass by pass worked' },
    {
      name: 'from none, bought',
      facts: { ...HOLDER, ...POST },
      given: { ...nowhere, bought: { a: 1 } },
      want: 'pass by pass worked',
    },
    { name: 'without a pass', facts: POST, given: nowhere, want: 'pass by policy default' },
  ]
  for (const { name, facts, given, want } of cases) {
    t.equal(wordsOf(judged(policy, facts, given)), want, name)
  }
  const checked = withLimit('prove', { key: 'pass', pageFirst: true }, { challenge: 'always' })
  t.match(judged(checked, POST).decision, { asks: { kind: 'proof' } }, 'with the check, in one')
  t.notMatch(judged(checked).decision, { asks: { kind: 'proof' } }, 'but not to load one')
})

t.test('a limit may count some methods alone', async (t) => {
  const policy = withLimit('prove', { methods: new Set(['POST']) })
  t.same(judged(policy, HOLDER, over).looked, [])
  t.equal(wordsOf(judged(policy, { ...HOLDER, ...POST }, over)), 'challenge by limit a')
})

t.test('beyond a limit a request is marked, and goes on', async (t) => {
  const policy = withLimit('mark', { mark: 'many' })
  const marked = judged(policy, HOLDER, over)
  t.equal(wordsOf(marked), 'pass by pass worked')
  t.same([marked.marks, marked.uses, marked.taken], [['many'], ['pass-1'], []])
  t.same(judged(policy, HOLDER).marks, [])
  const always = withLimit('mark', { mark: 'many' }, { challenge: 'always' })
  t.same(
    judged(always, {}, over).marks,
    [],
    'what is checked first is marked when it comes through',
  )
  const trial = judged(withLimit('mark', { mark: 'many', share: 0 }), HOLDER, {
    waitsMs: { 'shadow a': 1 },
  })
  t.same(trial.marks, [], 'a trial marks nothing')
})

t.test('beyond a limit a code of the helpdesk is asked for', async (t) => {
  const policy = withLimit('code')
  t.match(judged(policy, HOLDER, over).decision, { kind: 'challenge', asks: { kind: 'code' } })
  const vouched = judged(policy, { presented: held({ clearance: 'vouched' }) }, over)
  t.equal(wordsOf(vouched), 'pass by pass vouched')
  t.same(vouched.looked, [], 'whoever has come by one is not counted')
})

t.test('a preflight can prove nothing: it is limited', async (t) => {
  const facts = { method: 'OPTIONS', purpose: 'preflight' } as const
  for (const word of ['prove', 'code'] as const) {
    t.match(judged(withLimit(word), facts, over).decision, { kind: 'limit', retryAfterMs: 1500 })
  }
})

t.test('a rule that lets through asks for no proof', async (t) => {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  const rules = [ruleOf({ name: 'desk', then: { kind: 'pass' } })]
  t.equal(wordsOf(judged(withLimit('prove', {}, { rules }), {}, over)), 'pass by rule desk')
})
