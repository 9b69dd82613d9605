import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  EARLIER_PEOPLE,
  LEVELS,
  STRIPPED,
  countOf,
  judgedCaptures,
  levelOf,
  strippedOf,
  withClientTables,
} from '../../bench/client-table.ts'
import { judgeAs, signalRows } from '../../bench/signal-table.ts'
import { type SignalSettings } from '../../src/model/index.ts'
import { policyOf } from '../support/facts.ts'
import { type Given, judged } from '../support/judged.ts'

const captures = judgedCaptures()
const people = captures.filter(({ kind }) => kind === 'person' || kind === 'text')
const claims = captures.filter(({ kind }) => kind === 'claims')

t.test(
  "people's browsers: no request of theirs asks for the check, none scores at all",
  async (t) => {
    t.ok(people.length > 400)
    for (const { client, path, judged } of people) {
      t.equal(judged.score, 0, `${client} ${path}: ${judged.signals.join()}`)
    }
    const earlier = signalRows().filter(({ capture }) => EARLIER_PEOPLE.test(capture.client))
    t.ok(earlier.length > 70)
    for (const { capture, https, http } of earlier)
      t.equal((https ?? http).score, 0, capture.client)
  },
)

t.test('programs that claim a browser and copy less than all its fields', async (t) => {
  const less = claims.filter(({ lacks }) => lacks.length > 0)
  const { requests, suspicious } = countOf(less)
  t.ok(requests > 700 && suspicious / requests >= 0.95, `${suspicious} of ${requests}`)
  for (const { client, path, judged, lacks } of less) {
    // Proxies rewrite what may be compressed as they please, so it says nothing by itself.
    if (lacks.join() === 'Accept-Encoding') t.ok(judged.score < 6, `${client} ${path}`)
    else t.ok(judged.score >= 6, `${client} ${path}: ${judged.signals.join()}`)
  }
  for (const level of LEVELS)
    t.ok(
      claims.some((each) => levelOf(each) === level),
      level,
    )
})

t.test('one that sends no Sec-Fetch scores as many points as one that sends half', async (t) => {
  for (const claimed of ['chrome', 'firefox', 'safari']) {
    const scoreOf = (wanted: RegExp): number | undefined =>
      claims.find(
        ({ client, claims, copies }) =>
          client === 'curl' && claims === claimed && wanted.test(copies),
      )?.judged.score
    // Safari has no hints, so that its two are one.
    const none = scoreOf(/^all-but-sec-fetch(?:-and-hints)?$/)
    t.equal(none, 6, claimed)
    t.equal(none, scoreOf(/^all-but-half-of-sec-fetch$/), claimed)
  }
})

t.test('what copies every field, or is a browser, is not seen', async (t) => {
  const unseen = captures.filter(({ kind }) => kind === 'unseen')
  const copied = claims.filter(({ lacks }) => lacks.length === 0)
  t.same(countOf(unseen), { requests: unseen.length, suspicious: 0 })
  t.same(countOf(copied), { requests: copied.length, suspicious: 0 })
  t.ok(unseen.length > 40 && copied.length > 60)
})

const SETTINGS: SignalSettings = {
  headers: true,
  behaviour: true,
  points: new Map(),
  dwellMs: 1000,
  line: 1,
}

t.test(
  'no score denies: not of any capture, not whatever proxies take, not of the highest',
  async (t) => {
    const policies = (['never', 'when-suspicious', 'always'] as const).map((challenge) =>
      policyOf({ challenge, challengeAt: 1, signals: SETTINGS }),
    )
    const stripped = people.flatMap((each) =>
      Object.values(STRIPPED).map((what) => strippedOf(each, what)),
    )
    for (const capture of [...captures, ...stripped]) {
      const given: Given = { rawHeaders: capture.rawHeaders, method: capture.method }
      for (const policy of policies) {
        const { kind } = judged(policy, given).decision
        if (kind !== 'pass' && kind !== 'challenge') t.fail(`${capture.client}: ${kind}`)
      }
    }
    const dear = {
      ...SETTINGS,
      points: new Map(['metadata-missing', 'language-missing'].map((name) => [name, 100])),
    }
    for (const purpose of ['navigation', 'other', 'preflight'] as const) {
      const given = { purpose, headers: { 'user-agent': 'Mozilla/5.0 Chrome/156.0.0.0' } }
      const { decision, score } = judged(policyOf({ signals: dear }), given)
      t.equal(score, purpose === 'preflight' ? 0 : 200)
      t.equal(decision.kind, purpose === 'preflight' ? 'pass' : 'challenge')
    }
  },
)

t.test('a proxy that takes fields away makes a page load ask for the check at most', async (t) => {
  const page = people.find(({ client, isPage }) => client === 'firefox' && isPage)
  if (page === undefined) throw new Error('the page load is missing')
  const scores = Object.entries(STRIPPED).map(([name, what]) => [
    name,
    judgeAs(strippedOf(page, what), 'https').score,
  ])
  t.match(Object.fromEntries(scores), { nothing: 0, 'Sec-Fetch-*': 6, 'Accept-Encoding': 1 })
})

t.test(
  'the page about signals has these tables: run "npm run docs" where it has not',
  async (t) => {
    const page = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8')
    t.equal(withClientTables(page), page)
    t.throws(() => withClientTables('# Signals'), /no place/)
  },
)
