import t from 'tap'
import { deadlineRow } from '../bench/siege/clock/deadline.ts'
import { rowText } from '../bench/siege/row.ts'
import { swarmRow } from '../bench/siege/clock/swarm.ts'

const SWARM = { homes: 400, minutes: 3, passMs: 44 }

t.test('a small swarm is within what a route bears, and nobody is asked', async (t) => {
  const row = swarmRow(SWARM, false)
  t.strictSame(row.lost, [])
  const text = rowText(row)
  t.match(text, /^held {2}swarm of 400 networks/)
  t.match(text, '7200 of 7200 requests let through (100.0 %); 40/s')
  t.match(text, 'holders of passes: 100.0 % answered, 0 checks, 0 refused (control: 100.0 %')
})

t.test('a deadline day refuses nobody, with bots among the citizens or without', async (t) => {
  for (const bots of [0, 3]) {
    const row = deadlineRow({ citizens: 60, bots })
    t.strictSame(row.lost, [], `${bots} bots`)
    t.match(row.citizens[0], 'all: 100.0 % answered, 60 checks, 0 refused')
  }
})

t.test('a row that is lost says so', async (t) => {
  t.match(
    rowText({ ...swarmRow({ ...SWARM, minutes: 1 }, false), lost: ['a citizen was refused'] }),
    /^LOST/,
  )
})
