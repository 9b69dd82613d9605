import t from 'tap'
import { type Account } from '../../src/store/accounts.ts'
import { Overdrawn } from '../../src/store/overdrawn.ts'

const GATES = 4

function accountOf(key = 1, { intervalMs = 1_000, burst = 60 } = {}): Account {
  const taking = { place: { low: key, high: 0 }, low: key, high: 0, intervalMs, burst }
  return { taking, untold: 0, sinceMs: 0, untilMs: -Infinity, name: null, isOverdrawn: false }
}

/** What is heard of a key whose level then lies so far ahead, and of what it has taken here. */
function hear(
  overdrawn: Overdrawn,
  account: Account,
  { nowMs = 0, levelMs = 0, toldMs = 0 },
): void {
  const untilMs = nowMs + levelMs
  overdrawn.hear(account, { nowMs, untilMs, toldMs })
  account.untilMs = untilMs
}

/** What is not let through at once of all that is free. */
function held(overdrawn: Overdrawn, account: Account, levelMs: number, gates = GATES): number {
  return overdrawn.heldBackMs(account, { levelMs, gates })
}

t.test('who got no more than a burst and 2 % of ten minutes is held back nowhere', async (t) => {
  const overdrawn = new Overdrawn()
  const account = accountOf()
  hear(overdrawn, account, { levelMs: 72_000, toldMs: 60_000 })
  t.equal(overdrawn.size, 0)
  t.equal(held(overdrawn, account, 0), 0)
  hear(overdrawn, account, { levelMs: 72_001 })
  t.equal(overdrawn.size, 1)
})

t.test('a gate lets through the part of what is free that was lately taken there', async (t) => {
  const overdrawn = new Overdrawn()
  const account = accountOf()
  hear(overdrawn, account, { levelMs: 120_000, toldMs: 60_000 })
  t.equal(held(overdrawn, account, 40_000), 10_000, 'half of it')
  t.equal(held(overdrawn, account, 80_000), 0, 'nothing is free')
  t.equal(held(overdrawn, account, 59_000), 0, 'one request always passes')
  t.equal(held(overdrawn, account, -1), 30_000)
  hear(overdrawn, account, { nowMs: 1, levelMs: 239_999 })
  t.equal(held(overdrawn, account, 40_000), 15_000, 'an equal share at least')
  t.equal(held(overdrawn, account, 40_000, 1), 0, 'all of it, where it is the only one now')
})

t.test('who stays at one gate has all that is free there, some seconds later', async (t) => {
  const overdrawn = new Overdrawn()
  const account = accountOf()
  hear(overdrawn, account, { levelMs: 240_000, toldMs: 60_000 })
  let levelMs = 240_000
  for (let nowMs = 1_000; nowMs <= 20_000; nowMs += 1_000) {
    hear(overdrawn, account, { nowMs, levelMs, toldMs: 1_000 })
  }
  levelMs = 40_000
  t.ok(held(overdrawn, account, levelMs) < 2_000, 'nine tenths, and soon the rest')
})

t.test('it is asked after often, as long as a debt is remembered', async (t) => {
  const overdrawn = new Overdrawn()
  const [slow, fast] = [accountOf(1), accountOf(2, { intervalMs: 20, burst: 300 })]
  hear(overdrawn, slow, { levelMs: 240_000 })
  hear(overdrawn, fast, { levelMs: 24_000 })
  const due = (nowMs: number, told: readonly Account[] = []): readonly Account[] =>
    overdrawn
      .due(
        told.map((account) => ({ account, count: 1, sinceMs: 0 })),
        nowMs,
      )
      .map(({ account }) => account)
  t.strictSame(due(93), [])
  t.strictSame(due(94), [fast], 'each sixty-fourth of its burst')
  t.strictSame(due(1_000), [slow, fast], 'at least each second')
  t.strictSame(due(1_000, [fast]), [slow], 'whom a batch tells of is in it')
  hear(overdrawn, fast, { nowMs: 1_000 })
  t.strictSame(due(1_000), [slow])
  t.ok(slow.isOverdrawn)
  t.strictSame(due(601_001), [], 'ten minutes after it has owed anything')
  t.notOk(slow.isOverdrawn)
  t.equal(overdrawn.size, 0)
})

t.test('of more than a thousand the one that was asked after the longest ago goes', async (t) => {
  const overdrawn = new Overdrawn()
  const all = Array.from({ length: 1_025 }, (_, i) => accountOf(i))
  for (const account of all) hear(overdrawn, account, { levelMs: 240_000 })
  t.equal(overdrawn.size, 1_024)
  t.notOk(all[0]?.isOverdrawn)
  t.equal(overdrawn.due([], 2_000).length, 250, 'and a batch has room for what is taken')
  overdrawn.forget()
  t.notOk(all[1]?.isOverdrawn)
})
