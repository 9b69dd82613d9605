/**
 * `npm run bench:siege [-- --short]`: what attackers get of a gate with the example's configuration, and
 * what citizens see meanwhile, beside the same hour without them.
 *
 * **By a clock.** These rows judge described requests by the gate's own policies and counters, at their
 * full size, by a clock that they move: 5,000 networks and an hour take seconds. There are no sockets, so
 * nothing is said of waiting times; what is let through, checked and refused is exact.
 *
 * **What attackers pay.** Passes are entered at `--pass-ms`, core-milliseconds of a pass at class 1 as
 * `npm run bench:pow` finds them; a network that earns many pays more, which these rows leave out.
 *
 * **Lost** is a row in which more comes through without a pass than the route's limit and the free looks of
 * all networks, or in which a citizen is refused.
 */
import { parseArgs } from 'node:util'
import { deadlineRow } from './siege/deadline.ts'
import { type Row, rowText } from './siege/row.ts'
import { swarmRow } from './siege/swarm.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    'pass-ms': { type: 'string', default: '44' },
  },
})
const passMs = Number(values['pass-ms'])
const swarm = values.short
  ? { homes: 500, minutes: 10, passMs }
  : { homes: 5_000, minutes: 20, passMs }
const citizens = values.short ? 800 : 8_000

const rows: readonly (() => Row)[] = [
  () => swarmRow(swarm, false),
  () => swarmRow(swarm, true),
  () => deadlineRow({ citizens, bots: 0 }),
  () => deadlineRow({ citizens, bots: 200 }),
]
for (const row of rows) console.log(rowText(row()))
