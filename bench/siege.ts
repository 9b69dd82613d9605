/**
 * `npm run bench:siege [-- --short] [--rows A,B]`: what attackers get of a gate with the example's
 * configuration, and what citizens see meanwhile, beside the same time without them.
 *
 * **With sockets.** A gate (`paart run`, two workers) is started anew for each row, with an application
 * behind it. An attacker and citizens are processes of their own; each says where it comes from by the PROXY
 * protocol, so that one machine has any number of networks. Citizens with a pass and citizens without one do
 * the same things on the same routes: pages, files, downloads, forms, WebSockets, the check and a door. First
 * they are alone (the control), then the attack is under way. All of them share the machine with the gate: what
 * is to be trusted are counts, and a time beside its control.
 *
 * **By a clock.** The other rows judge described requests by the gate's own policies and counters, at their
 * full size, by a clock that they move: 5,000 networks and an hour take seconds. There are no sockets, so
 * nothing is said of waiting times; what is let through, checked and refused is exact.
 *
 * **For the price.** Rows whose names begin with `price` send forms to `preset/public-inquiry` for an hour, by the same
 * clock: farms by all rules, beside what they got when its limits sold nothing; and people, who make a second proof at most.
 *
 * **What attackers pay.** Passes are entered at `--pass-ms`, core-milliseconds of a pass at class 1 as
 * `npm run bench:pow` finds them, and at 4 and 16 times that where their network has earned many.
 *
 * **Lost** is a row with sockets in which fewer than 99 % of what holders of passes ask for is served, within the
 * control's 99th percentile and 2 s; in which the same is so for others (where the attack has one address or
 * prefix), or they are not told anything within 2 s (where it has many); in which a worker dies, or the gate takes
 * more memory than is stated. A row by the clock is lost where more comes through without a pass than the
 * route's limit and the free looks of all networks, or a citizen is refused.
 *
 * `--tree FOLDER` besieges the gate of another checkout, with its example; rows by the clock have none.
 */
import { parseArgs } from 'node:util'
import { endWithProgram } from './command-line.ts'
import { type Fleet } from './fleet.ts'
import { deadlineRow } from './siege/clock/deadline.ts'
import { FARM_MAX, farmRow } from './siege/clock/farm.ts'
import { priceRows } from './siege/clock/price.ts'
import { swarmRow } from './siege/clock/swarm.ts'
import { tablesRow } from './siege/clock/tables.ts'
import { type Row, rowText } from './siege/row.ts'
import { SIEGES } from './siege/sockets/sieges.ts'
import { type Siege, socketRow } from './siege/sockets/socket-row.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rows: { type: 'string' },
    'pass-ms': { type: 'string', default: '44' },
    tree: { type: 'string', default: new URL('..', import.meta.url).pathname },
  },
})
const passMs = Number(values['pass-ms'])
const fleets = new Set<Fleet>()
endWithProgram(fleets)
const phases = { seconds: values.short ? 4 : 10, warmUpSeconds: 2, gatherMs: 4_000 }
const swarm = values.short
  ? { homes: 500, minutes: 10, passMs }
  : { homes: 5_000, minutes: 20, passMs }
const citizens = values.short ? 800 : 8_000

const sieges = Object.entries<Siege>(SIEGES).map(([name, siege]): [string, () => Promise<Row>] => [
  name,
  () => socketRow(siege, { tree: values.tree, fleets, passMs, ...phases }),
])
const rows: Readonly<Record<string, () => Row | Promise<Row>>> = {
  ...Object.fromEntries(sieges),
  tables: () => tablesRow({ rates: 5_000_000, counts: 1_000_000 }),
  farm: () => farmRow({ addresses: 1, minutes: 60, passMs }),
  'farm-network': () => farmRow({ addresses: FARM_MAX, minutes: 60, passMs }),
  swarm: () => swarmRow(swarm, false),
  browsers: () => swarmRow(swarm, true),
  deadline: () => deadlineRow({ citizens, bots: 0 }),
  'deadline-bots': () => deadlineRow({ citizens, bots: 200 }),
  ...priceRows(passMs, citizens),
}
for (const name of values.rows?.split(',') ?? Object.keys(rows)) {
  const row = rows[name]
  if (row === undefined) throw new RangeError(`no row ${name}: ${Object.keys(rows).join(', ')}`)
  console.log(rowText(await row()))
}
