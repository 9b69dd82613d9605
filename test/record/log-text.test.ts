import t from 'tap'
import { logLineOf } from '../../src/record/log-line.ts'
import { logTextOf } from '../../src/record/log-text.ts'
import { timestamps } from '../../src/record/timestamps.ts'
import { outcomeOf } from '../support/outcome.ts'

t.test('a log line reads as its object does, whatever the request holds', (t) => {
  const time = '2026-03-29T02:00:00.000Z'
  const outcomes = [
    outcomeOf(),
    outcomeOf({ path: '/a"b\\c\u0001\u001b[2J\u2028é%0a', status: 0, network: null }),
    outcomeOf({ method: 'M-SEARCH', site: '', route: '', decision: 'error' }),
    outcomeOf({ reason: { what: 'rule', name: 'größer "als"', line: 7 }, score: 12 }),
    outcomeOf({ would: { kind: 'deny', reason: { what: 'rule', name: 'a "new" one', line: 7 } } }),
    outcomeOf({ marks: ['tool', 'without-form'] }),
    outcomeOf({ durationMs: 0.04999, backendMs: 1e21, bytesIn: 2 ** 53, bytesOut: 0 }),
  ]
  for (const outcome of outcomes) {
    const text = logTextOf(outcome, 'pseudonym', time)
    t.equal(text, JSON.stringify(logLineOf(outcome, 'pseudonym', time)))
  }
  t.end()
})

t.test('moments are written as the language does, also around full seconds', (t) => {
  const timeOf = timestamps()
  const start = Date.UTC(2026, 2, 29, 0, 59, 59, 990)
  for (let ms = start; ms < start + 1_200; ms += 7) t.equal(timeOf(ms), new Date(ms).toISOString())
  t.equal(timeOf(start), new Date(start).toISOString(), 'also where the clock goes back')
  t.end()
})
