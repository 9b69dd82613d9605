import t from 'tap'
import { type Fleet } from '../bench/fleet.ts'
import { deadlineRow } from '../bench/siege/clock/deadline.ts'
import { rowText } from '../bench/siege/row.ts'
import { farmRow } from '../bench/siege/clock/farm.ts'
import { priceRows } from '../bench/siege/clock/price.ts'
import { swarmRow } from '../bench/siege/clock/swarm.ts'
import { tablesRow } from '../bench/siege/clock/tables.ts'
import { SIEGES } from '../bench/siege/sockets/sieges.ts'
import { socketRow } from '../bench/siege/sockets/socket-row.ts'

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

t.test(
  'passes of one network are priced by their number, and cost those elsewhere nothing',
  async (t) => {
    const row = farmRow({ addresses: 1, minutes: 10, passMs: 1_000 })
    t.strictSame(row.lost, [])
    // 60 at first, and one each ten seconds at each price; beyond all of them one each ten seconds.
    t.match(row.attacker[0], /^\d+ passes \(119 at 1x, 119 at 4x, \d+ at 16x\)/)
    t.match(row.citizens[2], 'elsewhere: 10 passes (10 at 1x), 0 s at most')
  },
)

t.test('forms beyond the first few cost a farm more, and citizens are refused none', async (t) => {
  const rows = priceRows(20_000, 60)
  const farm = rows['price-address']?.()
  t.strictSame(farm?.lost, [])
  t.match(farm?.attacker[1], /^at it \d+ forms, \d+\.\d CPU s paid/)
  for (const name of ['price-class', 'price-deadline']) {
    const crowd = rows[name]?.()
    t.strictSame(crowd?.lost, [], name)
    t.match(crowd?.citizens[0], /^\d+ people, 0 refused, second proofs: none$/, name)
  }
})

t.test('tables with made-up entries are no matter for anybody', async (t) => {
  const row = tablesRow({ rates: 1_000, counts: 1_000 })
  t.strictSame(row.lost, [])
  t.match(row.citizens[1], 'others: 100.0 % answered, 0 checks, 0 refused')
})

t.test('a small siege of a gate by sockets tells what everybody got', async (t) => {
  const fleets = new Set<Fleet>()
  t.teardown(() => fleets.forEach((fleet) => fleet.end()))
  const siege = { ...SIEGES['slow-passes'], connections: 20, passes: 2 }
  const tree = new URL('..', import.meta.url).pathname
  const phases = { seconds: 1, warmUpSeconds: 0.5, gatherMs: 0 }
  const row = await socketRow(siege, { tree, fleets, passMs: 44, ...phases })
  t.match(row.attacker[0], /^20 requests, answered: (\d+ x 200|none); 20 connections at the end/)
  t.match(row.attacker[1], '2 passes, 0.1 CPU s paid')
  t.equal(row.citizens.length, 3)
  for (const line of row.citizens) t.match(line, /% of 20 served, p50 \d+ ms, p99 \d+ ms/)
  t.match(row.gate, '0 workers died')
})

t.test('a row that is lost says so', async (t) => {
  t.match(
    rowText({ ...swarmRow({ ...SWARM, minutes: 1 }, false), lost: ['a citizen was refused'] }),
    /^LOST/,
  )
})
