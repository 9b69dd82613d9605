/**
 * `npm run bench:endurance`: what the gate endures, beside HAProxy and nginx, in one run.
 *
 * **Who runs.** The gate (`paart run`, two workers, defaults), Debian's HAProxy (a master, two threads,
 * `expose-fd listeners`) and nginx (two workers), all before the same Node application, with the same
 * patience; `servers/` has their configurations. Whoever is not installed is left out, and that is said.
 * Normal traffic comes from a process of its own at a fixed rate, whatever becomes of earlier requests;
 * every other request has a connection of its own, the others take turns on 32 kept ones; none is tried
 * again. Crowds of slow or idle connections come from a further process and from many loopback addresses;
 * a connection that is cut off comes back after a second.
 *
 * **How.** In each round everything is started anew and every server has a turn, forwards in one round
 * and backwards in the next. Failures are summed over all rounds; latencies, ratios and memory are
 * medians of the rounds. A ratio compares with the same server without the crowd, a moment before.
 *
 * **What to trust.** Counts of failures, and ratios of one run. The clients share the machine with the
 * servers: what they add to a latency they add for all. Resident memory of nginx and HAProxy counts
 * pages that their processes share once for each.
 *
 * **Limits.** Everything is on 127.0.0.0/8, on ports of the system's choice; every wait has an end, and
 * servers and their folders are gone when this program is, however it ends. Needs Linux. The idle crowd
 * needs `ulimit -n` somewhat above its size.
 */
import { endWithProgram, leaveWith } from '../command-line.ts'
import { type Fleet } from '../fleet.ts'
import { describeMachine } from '../report.ts'
import { findNginx, findProgram } from '../servers/nginx.ts'
import { renderFaults } from './fault-table.ts'
import { type FaultCell, playFaults } from './faults.ts'
import { playIdle } from './idle.ts'
import { playKill } from './kill.ts'
import { playLarge } from './large.ts'
import { type Line, renderLine } from './lines.ts'
import { type Options, type ScenarioName, readOptions } from './options.ts'
import { playReload } from './reload.ts'
import { type Context } from './rounds.ts'
import { playSlow } from './slow.ts'
import { playSoak } from './soak.ts'

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') leaveWith(options)
const fleets = new Set<Fleet>()
endWithProgram(fleets)
await run(options)

async function run(chosen: Options): Promise<void> {
  // In JSON the answer is one object alone; how far it is can still be followed.
  const say = (line: string): void => (chosen.json ? console.error : console.log)(line)
  const lines: Line[] = []
  const note = (line: Line): void => {
    lines.push(line)
    say(renderLine(line))
  }
  const machine = describeMachine()
  say(`node ${machine.node}, ${machine.cores} cores, ${machine.cpu}`)
  const missing = missingServers()
  for (const line of missing) say(line)
  let faults: readonly FaultCell[] = []
  for (const name of chosen.scenarios) {
    say(`${name}:`)
    const cells = await play(name, { options: chosen, fleets, say, note })
    if (cells === undefined) continue
    faults = cells
    say(renderFaults(cells))
  }
  if (chosen.json) {
    const report = { machine, options: chosen, lines, faults, missing }
    process.stdout.write(`${JSON.stringify(report)}\n`)
  } else {
    console.log(['', 'In all:', ...lines.map(renderLine), ...missing].join('\n'))
  }
}

function play(name: ScenarioName, context: Context): Promise<readonly FaultCell[] | void> {
  switch (name) {
    case 'slow':
      return playSlow(context)
    case 'idle':
      return playIdle(context)
    case 'reload':
      return playReload(context)
    case 'large':
      return playLarge(context)
    case 'kill':
      return playKill(context)
    case 'faults':
      return playFaults(context)
    case 'soak':
      return playSoak(context)
  }
}

function missingServers(): readonly string[] {
  const found = { haproxy: findProgram('haproxy'), nginx: findNginx() }
  return Object.entries(found)
    .filter(([, program]) => program === null)
    .map(([name]) => `${name} is not installed: left out`)
}
