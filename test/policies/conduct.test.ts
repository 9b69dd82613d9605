import t from 'tap'
import { type Policy, type SignalSettings } from '../../src/model/index.ts'
import { CONDUCT_SIGNALS, type Conduct } from '../../src/policies/index.ts'
import { held, policyOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'

const SETTINGS: SignalSettings = {
  headers: false,
  behaviour: true,
  points: new Map(),
  dwellMs: 1000,
  line: 7,
}

const LISTENING = policyOf({ signals: SETTINGS, challengeAt: 6 })

t.test('each holds from its number on', async (t) => {
  const cases: readonly (readonly [signal: string, keyof Conduct, number])[] = [
    ['forms-without-page', 'formsWithoutPage', 3],
    ['hasty-forms', 'hastyForms', 3],
    ['missed-pages', 'missedPages', 30],
    ['many-networks', 'networks', 5],
  ]
  t.equal(cases.length, CONDUCT_SIGNALS.length)
  for (const [name, key, least] of cases) {
    const below = judged(LISTENING, {}, { conduct: { [key]: least - 1 } })
    t.equal(wordsOf(below), 'pass by policy default', `${name} below ${least}`)
    const answer = judged(LISTENING, {}, { conduct: { [key]: least } })
    t.equal(wordsOf(answer), 'challenge by policy score', name)
    t.match(answer.verdicts, [
      { kind: 'points', points: 6, reason: { what: 'signal', name, line: 7 } },
    ])
  }
})

t.test(
  'whoever holds a pass is sent back when the next page is loaded, and only then',
  async (t) => {
    const conduct = { hastyForms: 3 }
    const always: Policy = { ...LISTENING, challenge: 'always' }
    const cases: { name: string; policy?: Policy; facts?: Given; want: string }[] = [
      { name: 'a page', want: 'challenge by policy score' },
      { name: 'a page where all are checked', policy: always, want: 'challenge by policy always' },
      { name: 'a form on its way', facts: { method: 'POST' }, want: 'pass by pass worked' },
      { name: 'a fetch', facts: { purpose: 'other' }, want: 'pass by pass worked' },
      {
        name: 'too few points',
        policy: { ...LISTENING, challengeAt: 7 },
        want: 'pass by pass worked',
      },
      {
        name: 'a signal that is off',
        policy: { ...LISTENING, signals: { ...SETTINGS, points: new Map([['hasty-forms', 0]]) } },
        want: 'pass by pass worked',
      },
      {
        name: 'behaviour of no interest',
        policy: { ...LISTENING, signals: { ...SETTINGS, headers: true, behaviour: false } },
        want: 'pass by pass worked',
      },
      { name: 'no signals at all', policy: policyOf(), want: 'pass by pass worked' },
    ]
    for (const { name, policy = LISTENING, facts, want } of cases) {
      const answer = judged(policy, { presented: held(), ...facts }, { conduct })
      t.equal(wordsOf(answer), want, name)
    }
    t.equal(
      wordsOf(judged(LISTENING, { presented: held() })),
      'pass by pass worked',
      'good conduct',
    )
  },
)
