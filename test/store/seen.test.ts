import t from 'tap'
import { FRESH_MS, Seen } from '../../src/store/seen.ts'

const START_MS = 1_800_000_000_000

t.test('what is said is new once, for as long as it could be said again', (t) => {
  const seen = new Seen(START_MS)
  const said = { id: 'a', atMs: START_MS + 1_000 }
  t.ok(seen.isNew(said, said.atMs))
  for (const later of [0, 1, FRESH_MS, FRESH_MS + 1, 3 * FRESH_MS, 3_600_000]) {
    t.notOk(seen.isNew(said, said.atMs + later), `${later} ms later`)
  }
  t.ok(seen.isNew({ id: 'b', atMs: said.atMs }, said.atMs + FRESH_MS), 'it may come late')
  t.ok(seen.isNew({ id: 'c', atMs: said.atMs + FRESH_MS }, said.atMs), 'or of a clock that is fast')
  t.notOk(seen.isNew({ id: 'd', atMs: said.atMs + FRESH_MS + 1 }, said.atMs))
  t.notOk(seen.isNew({ id: 'e', atMs: START_MS - 1 }, START_MS), 'of before anybody listened')
  t.end()
})

t.test('what it has no room to remember it does not hear', (t) => {
  const seen = new Seen(START_MS)
  let heard = 0
  for (let i = 0; i < 20_000; i++) {
    if (seen.isNew({ id: String(i), atMs: START_MS }, START_MS)) heard++
  }
  t.equal(heard, 16_384)
  t.notOk(seen.isNew({ id: '0', atMs: START_MS }, START_MS), 'nothing was forgotten for it')
  const laterMs = START_MS + 2 * FRESH_MS + 1
  t.ok(seen.isNew({ id: 'later', atMs: laterMs }, laterMs))
  t.end()
})

t.test('a clock that is set right is believed', (t) => {
  const hourMs = 3_600_000
  const seen = new Seen(START_MS + hourMs)
  const before = { id: 'before', atMs: START_MS + hourMs }
  t.ok(seen.isNew(before, before.atMs))
  const said = { id: 'said', atMs: START_MS + 1_000 }
  t.notOk(seen.isNew({ id: 'earlier', atMs: START_MS - 1 }, START_MS), 'of before it was set')
  t.ok(seen.isNew(said, said.atMs))
  t.notOk(seen.isNew(said, said.atMs + 1))
  t.end()
})

t.test('what a clock that was fast has left keeps no room', (t) => {
  const seen = new Seen(START_MS)
  const fastMs = START_MS + 3_600_000
  t.ok(seen.isNew({ id: 'fast', atMs: fastMs }, fastMs))
  for (let i = 0; i < 20_000; i++) {
    const atMs = START_MS + 10 * i
    if (!seen.isNew({ id: String(i), atMs }, atMs)) t.fail(`${i} is not heard`)
    if (seen.isNew({ id: String(i), atMs }, atMs)) t.fail(`${i} is heard twice`)
  }
  t.end()
})
