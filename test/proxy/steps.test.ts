import t from 'tap'
import { type Policy, type Rule, type Step } from '../../src/model/index.ts'
import { stepsOf } from '../../src/proxy/steps.ts'
import { held, limitOf, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged } from '../support/judged.ts'

const FILE = 'config/paart.yaml'

function rule(name: string, then: Rule['then']): Rule {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  return ruleOf({ name, then })
}

/** `rule odd: points 3, line 11`. */
function inWords({ what, name, verdict, points, line }: Step): string {
  return `${what} ${name}: ${verdict}${points === 0 ? '' : ` ${points}`}, line ${line}`
}

t.test('steps are what was said, in order, and the last one decided', async (t) => {
  const points = rule('odd', { kind: 'points', points: 3 })
  const mark = rule('school', { kind: 'mark', mark: 'school' })
  const suspect = rule('strange', { kind: 'challenge' })
  const cases: { name: string; policy: Partial<Policy>; facts?: Given; want: string[] }[] = [
    { name: 'a pass', policy: {}, want: [] },
    { name: 'a marked pass', policy: { rules: [mark] }, want: [] },
    { name: 'a pass held', policy: {}, facts: { presented: held() }, want: [] },
    {
      name: 'a pass that has lapsed',
      policy: {},
      facts: { presented: held({}, 'lapsed') },
      want: ['pass worked in grace: pass, line 0'],
    },
    {
      name: 'a rule that lets pass',
      policy: { rules: [rule('probes', { kind: 'pass' })] },
      want: [],
    },
    {
      name: 'a pass with points',
      policy: { rules: [mark, points] },
      want: [
        'rule school: mark, line 11',
        'rule odd: points 3, line 11',
        'policy default: pass, line 33',
      ],
    },
    {
      name: 'enough points',
      policy: { rules: [points], challengeAt: 3 },
      want: ['rule odd: points 3, line 11', 'policy score: challenge, line 33'],
    },
    {
      name: 'always',
      policy: { challenge: 'always' },
      want: ['policy always: challenge, line 33'],
    },
    { name: 'suspicion', policy: { rules: [suspect] }, want: ['rule strange: challenge, line 11'] },
    {
      name: 'suspicion, and a pass',
      policy: { rules: [suspect] },
      facts: { presented: held() },
      want: ['rule strange: challenge, line 11', 'pass worked: pass, line 0'],
    },
    {
      name: 'a denial',
      policy: { rules: [rule('bad', { kind: 'deny' })] },
      want: ['rule bad: deny, line 11'],
    },
    {
      name: 'signals',
      policy: {
        signals: { headers: true, behaviour: true, points: new Map(), dwellMs: 1, line: 7 },
        challengeAt: 3,
      },
      facts: { headers: { 'user-agent': 'curl/8' } },
      want: ['signal user-agent-tool: points 3, line 7', 'policy score: challenge, line 33'],
    },
    { name: 'a limit', policy: { limits: [limitOf()] }, want: ['limit limit: limit, line 22'] },
  ]
  for (const { name, policy, facts, want } of cases) {
    const answer = judged(policyOf(policy), facts, { waitsMs: { limit: 1000 } })
    const steps = stepsOf(answer, { file: FILE, following: [] })
    t.same(steps.map(inWords), want, name)
    for (const { file, line } of steps) t.equal(file, line === 0 ? '' : FILE, name)
  }
})
