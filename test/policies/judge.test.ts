import t from 'tap'
import {
  type DecisionKind,
  type Limit,
  type Policy,
  type Rule,
  type Verdict,
} from '../../src/model/index.ts'
import { decide, type Judged, type Standing } from '../../src/policies/index.ts'
import { type GivenLimit, factsOf, held, limitOf, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

const rule = (name: string, then: Rule['then'], matches = true): Rule =>
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  ruleOf({ name, then, matches: () => matches })
const pass = rule('welcome', { kind: 'pass' })
const deny = rule('bad tool', { kind: 'deny' })
const challenge = rule('odd', { kind: 'challenge' })
const slow = rule('slow down', { kind: 'limit' })
const points = rule('points', { kind: 'points', points: 6 })
const limit = (name: string, over: Limit['over'], given: GivenLimit = {}): Limit =>
  limitOf({ name, over, ...given })
const final = (kind: 'pass' | 'deny'): Verdict => {
  const reason = { what: 'rule', name: kind, line: 1 } as const
  return { kind: 'final', decision: { kind, reason } }
}
const said = (...verdicts: Verdict[]) => ({ verdicts, isEnforced: true })
const over = { waitsMs: { a: 1500, b: 2500 } }

t.test('rules, then limits, then the pass, then the check', async (t) => {
  const worked = { presented: held() }
  const always = { challenge: 'always' } as const
  const cases: { name: string; policy: Partial<Policy>; facts?: Given; want: string }[] = [
    { name: 'nothing to say', policy: {}, want: 'pass by policy default' },
    { name: 'never', policy: { challenge: 'never' }, want: 'pass by policy default' },
    { name: 'always', policy: always, want: 'challenge by policy always' },
    { name: 'the first final rule', policy: { rules: [pass, deny] }, want: 'pass by rule welcome' },
    { name: 'the other way', policy: { rules: [deny, pass] }, want: 'deny by rule bad tool' },
    {
      name: 'a rule whose conditions do not hold',
      policy: { rules: [rule('no', { kind: 'deny' }, false), slow] },
      want: 'limit by rule slow down',
    },
    {
      name: 'pass before a limit and before the check',
      policy: { ...always, rules: [pass], limits: [limit('a', 'deny')] },
      want: 'pass by rule welcome',
    },
    {
      name: 'deny before the pass',
      policy: { rules: [deny] },
      facts: worked,
      want: 'deny by rule bad tool',
    },
    {
      name: 'a rule that asks for the check is not the last word',
      policy: { rules: [challenge, deny] },
      want: 'deny by rule bad tool',
    },
    {
      name: 'nor before a limit',
      policy: { rules: [challenge], limits: [limit('a', 'limit')] },
      want: 'limit by limit a',
    },
    {
      name: 'a rule asks for the check',
      policy: { rules: [challenge, rule('later', { kind: 'challenge' })] },
      want: 'challenge by rule odd',
    },
    {
      name: 'a pass answers it',
      policy: { rules: [challenge] },
      facts: worked,
      want: 'pass by pass worked',
    },
    {
      name: 'the first limit that is over',
      policy: { limits: [limit('good', 'deny'), limit('b', 'limit'), limit('a', 'deny')] },
      want: 'limit by limit b',
    },
    { name: 'over: deny', policy: { limits: [limit('a', 'deny')] }, want: 'deny by limit a' },
    {
      name: 'over: challenge',
      policy: { limits: [limit('a', 'challenge'), limit('b', 'limit')] },
      want: 'challenge by limit a',
    },
    {
      name: 'a limit before the pass',
      policy: { limits: [limit('a', 'limit')] },
      facts: worked,
      want: 'limit by limit a',
    },
    { name: 'the pass before always', policy: always, facts: worked, want: 'pass by pass worked' },
    {
      name: 'a pass of a lower clearance',
      policy: { ...always, clearance: 'vouched' },
      facts: worked,
      want: 'challenge by policy always',
    },
    {
      name: 'a pass of a higher clearance',
      policy: { ...always, clearance: 'worked' },
      facts: { presented: held({ clearance: 'vouched' }) },
      want: 'pass by pass vouched',
    },
    {
      name: 'a refused pass',
      policy: always,
      facts: { presented: { kind: 'refused', why: 'expired' } },
      want: 'challenge by policy always',
    },
    {
      name: 'where nothing is challenged a pass means nothing',
      policy: { challenge: 'never' },
      facts: worked,
      want: 'pass by policy default',
    },
  ]
  for (const { name, policy, facts, want } of cases) {
    t.equal(wordsOf(judged(policyOf(policy), facts, over)), want, name)
  }
})

t.test('a decision says where in the file it comes from, and how long to wait', async (t) => {
  const cases: { policy: Partial<Policy>; want: Judged['decision'] }[] = [
    {
      policy: { rules: [slow] },
      want: {
        kind: 'limit',
        reason: { what: 'rule', name: 'slow down', line: 11 },
        retryAfterMs: 60_000,
      },
    },
    {
      policy: { limits: [limit('a', 'limit')] },
      want: {
        kind: 'limit',
        reason: { what: 'limit', name: 'a', line: 22 },
        retryAfterMs: 1500,
      },
    },
    {
      policy: { challenge: 'always' },
      want: { kind: 'challenge', reason: { what: 'policy', name: 'always', line: 33 } },
    },
  ]
  for (const { policy, want } of cases) t.same(judged(policyOf(policy), {}, over).decision, want)
})

t.test('all that was said is told with the decision, in order', async (t) => {
  const policy = policyOf({ rules: [points, challenge], limits: [limit('a', 'limit')] })
  const told = judged(policy, {}, over).verdicts.map(({ kind }) => kind)
  t.same(told, ['points', 'suspect', 'final'])
  t.same(judged(policyOf()).verdicts, [], 'silence is no verdict')
})

t.test('points add up, and enough of them ask for the check', async (t) => {
  const cases: {
    rules: Rule[]
    challengeAt: number
    facts?: Given
    score: number
    want: string
  }[] = [
    { rules: [points], challengeAt: 10, score: 6, want: 'pass by policy default' },
    { rules: [points, points], challengeAt: 12, score: 12, want: 'challenge by policy score' },
    { rules: [points, points], challengeAt: 13, score: 12, want: 'pass by policy default' },
    { rules: [points, deny, points], challengeAt: 6, score: 6, want: 'deny by rule bad tool' },
    { rules: [challenge, points], challengeAt: 6, score: 6, want: 'challenge by rule odd' },
    {
      rules: [points],
      challengeAt: 6,
      facts: { presented: held() },
      score: 6,
      want: 'pass by pass worked',
    },
    { rules: [points], challengeAt: Infinity, score: 6, want: 'pass by policy default' },
  ]
  for (const { rules, challengeAt, facts, score, want } of cases) {
    const answer = judged(policyOf({ rules, challengeAt }), facts)
    t.equal(wordsOf(answer), want)
    t.equal(answer.score, score, want)
  }
})

t.test('marks are handed on and change nothing', async (t) => {
  const marks = ['partner', 'school'].map((mark) => rule(mark, { kind: 'mark', mark }))
  t.same(judged(policyOf()).marks, [])
  const answer = judged(policyOf({ rules: marks }))
  t.same(answer.marks, ['partner', 'school'])
  t.equal(wordsOf(answer), 'pass by policy default')
  t.equal(answer.score, 0)
  const denied = judged(policyOf({ rules: [...marks.slice(0, 1), deny, ...marks.slice(1)] }))
  t.same(denied.marks, ['partner'], 'what stands behind the last word is not asked')
})

t.test('a pass used too much is checked again, but for forms on their way', async (t) => {
  const form = { method: 'POST' }
  const script = { purpose: 'other' } as const
  const cases: { standing: Standing; facts: Given; want: DecisionKind }[] = [
    { standing: 'good', facts: {}, want: 'pass' },
    { standing: 'recheck', facts: {}, want: 'challenge' },
    { standing: 'recheck', facts: { method: 'HEAD' }, want: 'challenge' },
    { standing: 'recheck', facts: form, want: 'pass' },
    { standing: 'recheck', facts: script, want: 'challenge' },
    { standing: 'recheck', facts: { ...script, ...form }, want: 'challenge' },
    { standing: 'spent', facts: {}, want: 'challenge' },
    { standing: 'spent', facts: form, want: 'challenge' },
    { standing: 'spent', facts: script, want: 'challenge' },
  ]
  const always = policyOf({ challenge: 'always' })
  for (const { standing, facts, want } of cases) {
    const answer = judged(always, { presented: held(), ...facts }, { standing })
    t.equal(answer.decision.kind, want, `${standing}, ${JSON.stringify(facts)}`)
    t.same(answer.uses, want === 'pass' ? ['pass-1'] : [], 'only what it lets through is counted')
  }
  const never = judged(policyOf({ challenge: 'never' }), { presented: held() })
  t.same(never.uses, [], 'none where nothing is challenged')
})

t.test(
  'a pass that ends soon is checked where a page is loaded, one that lapsed is forgiven',
  async (t) => {
    const form = { method: 'POST' } as const
    const script = { purpose: 'other' } as const
    const ending = { presented: held({}, 'ending') }
    const lapsed = { ...form, presented: held({}, 'lapsed') }
    const cases: { policy?: Partial<Policy>; facts: Given; want: string }[] = [
      { facts: ending, want: 'challenge by pass worked ends soon' },
      { facts: { ...ending, method: 'HEAD' }, want: 'challenge by pass worked ends soon' },
      { facts: { ...ending, ...form }, want: 'pass by pass worked' },
      { facts: { ...ending, ...script }, want: 'pass by pass worked' },
      { facts: lapsed, want: 'pass by pass worked in grace' },
      { facts: { ...lapsed, ...script }, want: 'pass by pass worked in grace' },
      {
        policy: { challenge: 'when-suspicious' },
        facts: ending,
        want: 'challenge by pass worked ends soon',
      },
      { policy: { challenge: 'never' }, facts: ending, want: 'pass by policy default' },
      { policy: { clearance: 'vouched' }, facts: ending, want: 'challenge by policy always' },
      { policy: { clearance: 'vouched' }, facts: lapsed, want: 'challenge by policy always' },
      { policy: { rules: [pass] }, facts: ending, want: 'pass by rule welcome' },
      { policy: { rules: [deny] }, facts: lapsed, want: 'deny by rule bad tool' },
      { policy: { limits: [limit('a', 'limit')] }, facts: ending, want: 'limit by limit a' },
      { policy: { limits: [limit('a', 'limit')] }, facts: lapsed, want: 'limit by limit a' },
      {
        policy: { limits: [limit('a', 'challenge')] },
        facts: ending,
        want: 'challenge by pass worked ends soon',
      },
      {
        policy: { limits: [limit('a', 'challenge')] },
        facts: lapsed,
        want: 'pass by pass worked in grace',
      },
    ]
    for (const { policy, facts, want } of cases) {
      const answer = judged(policyOf({ challenge: 'always', ...policy }), facts, over)
      t.equal(wordsOf(answer), want)
    }
    const shadow = judged(policyOf({ challenge: 'always', share: 0 }), ending)
    t.equal(wordsOf(shadow), 'pass by policy shadow')
    t.match(shadow.would, { kind: 'challenge', reason: { name: 'worked ends soon' } })
  },
)

t.test('a preflight is never challenged, but denied and limited', async (t) => {
  const facts = { method: 'OPTIONS', purpose: 'preflight' } as const
  const cases: { policy: Partial<Policy>; want: string }[] = [
    { policy: { challenge: 'always' }, want: 'pass by policy always' },
    { policy: { rules: [challenge] }, want: 'pass by rule odd' },
    { policy: { rules: [points], challengeAt: 1 }, want: 'pass by policy score' },
    { policy: { rules: [deny] }, want: 'deny by rule bad tool' },
    { policy: { rules: [slow] }, want: 'limit by rule slow down' },
    { policy: { limits: [limit('a', 'limit')] }, want: 'limit by limit a' },
    { policy: { limits: [limit('a', 'deny')] }, want: 'deny by limit a' },
    { policy: { limits: [limit('a', 'challenge')] }, want: 'limit by limit a' },
  ]
  for (const { policy, want } of cases)
    t.equal(wordsOf(judged(policyOf(policy), facts, over)), want)
})

t.test('preflights that are spared the check are counted by address and network', async (t) => {
  const facts = { method: 'OPTIONS', purpose: 'preflight' } as const
  const cases: { policy: Partial<Policy>; want: string; counted: boolean }[] = [
    { policy: { challenge: 'always' }, want: 'limit by limit preflights', counted: true },
    { policy: {}, want: 'limit by limit preflights', counted: true },
    { policy: { rules: [pass] }, want: 'pass by rule welcome', counted: false },
    { policy: { rules: [deny] }, want: 'deny by rule bad tool', counted: false },
    { policy: { limits: [limit('a', 'limit')] }, want: 'limit by limit a', counted: false },
    { policy: { challenge: 'never' }, want: 'pass by policy default', counted: false },
    {
      policy: { challenge: 'never', rules: [challenge] },
      want: 'limit by limit preflights',
      counted: true,
    },
    { policy: { challenge: 'always', share: 0 }, want: 'pass by policy shadow', counted: false },
  ]
  for (const { policy, want, counted } of cases) {
    for (const over of ['address', 'network']) {
      const waitsMs = { [over]: 1500, a: 2500 }
      const answer = judged(policyOf(policy), facts, { waitsMs })
      t.equal(wordsOf(answer), want)
      const own = answer.looked.filter((name) => /^(?:address|network) /.test(name))
      t.equal(own.length > 0, counted, `${want}, ${own.join()}`)
      t.same(answer.taken, [], 'and nothing is taken by what is refused')
      if (want.includes('preflights')) t.match(answer.decision, { retryAfterMs: 1500 })
    }
  }
  const usual = judged(policyOf({ challenge: 'always' }), facts)
  t.same(usual.taken, ['address 203.0.113.7', 'network 203.0.113.0/24'])
  const other = judged(policyOf({ challenge: 'always' }), { ...facts, purpose: 'other' })
  t.same(other.taken, [], 'nothing else is counted there')
})

t.test('of several verdicts with a last word the first counts', async (t) => {
  t.equal(decide(policyOf(), said(final('pass'), final('deny')), factsOf()).decision.kind, 'pass')
  t.equal(decide(policyOf(), said(final('deny'), final('pass')), factsOf()).decision.kind, 'deny')
})

t.test('all that was said stands beside the decision', async (t) => {
  const suspicious = { kind: 'suspect', reason: { what: 'rule', name: 'odd', line: 11 } }
  const cases: { policy: Partial<Policy>; facts?: Given; want: unknown[] }[] = [
    { policy: {}, want: [] },
    { policy: { challenge: 'always' }, want: [] },
    { policy: { rules: [challenge], limits: [limit('good', 'limit')] }, want: [suspicious] },
    {
      policy: { rules: [challenge], limits: [limit('a', 'limit')] },
      want: [suspicious, { kind: 'final', decision: { kind: 'limit', retryAfterMs: 1500 } }],
    },
    {
      policy: { rules: [challenge] },
      facts: { presented: held() },
      want: [suspicious, { kind: 'final', decision: { kind: 'pass' } }],
    },
  ]
  for (const { policy, facts, want } of cases) {
    const { verdicts } = judged(policyOf(policy), facts, over)
    t.equal(verdicts.length, want.length)
    t.match(verdicts, want)
  }
})
