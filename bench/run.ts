/**
 * `npm run bench`: what the gate costs, beside the servers it is to be compared with.
 *
 * **Who runs.** The gate; bare forwarding with undici; `web()` of http-proxy-3 with kept connections;
 * nginx where it is installed: each in a process of its own with one worker, all before the same
 * application. Pages and problem documents run against a Node server that sends a prepared text of
 * the same size. autocannon makes the load from another process: 64 connections (16 for uploads), a
 * browser's 15 header fields with 280 bytes of an application's cookies, behind them a pass for each
 * connection. Everybody gets the same bytes.
 *
 * **How.** Servers take turns, A B C D D C B A in each round, after a warm-up. CPU is what
 * /proc/PID/stat says of a server, all threads and children, before and after its turn, divided by
 * the requests that were completed. A ratio divides turn by turn, and is the median of that; the
 * other figures are medians of all turns, errors are summed. Proofs are measured in this process.
 *
 * **What to trust.** CPU ratios of one run. Requests a second and latencies are those of a machine
 * that also makes the load, and of a full queue: they tell whether a server is out of order, not how
 * fast it is. On a busy machine CPU for one request rises by a third (cold caches, short batches), for
 * all servers alike; differences below five per cent are noise. Resident memory of nginx counts
 * what master and worker share twice. Needs Linux: /proc is where CPU is read.
 *
 * **Limits.** Everything is on 127.0.0.1 on ports of the system's choice. Every wait has an end; servers
 * and their folder are gone when this program is, however it ends.
 */
import { endWithProgram, leaveWith } from './command-line.ts'
import { Fleet } from './fleet.ts'
import { type Load, measure, startLoad } from './measure.ts'
import { type Options, type ScenarioName, readOptions } from './options.ts'
import { type ProofFigures, measureProofs } from './proof.ts'
import {
  type Measured,
  type Ratio,
  type Report,
  describeMachine,
  proofRatios,
  ratiosOf,
  renderReport,
} from './report.ts'
import { openScenario } from './scenarios.ts'
import { findNginx } from './servers/nginx.ts'

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') leaveWith(options)
const fleet = new Fleet()
endWithProgram(new Set([fleet]))
const report = await run(options, fleet)
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report))
fleet.end()

async function run(chosen: Options, servers: Fleet): Promise<Report> {
  const { rounds, seconds } = chosen
  const load = startLoad(servers)
  const scenarios: Measured[] = []
  const ratios: Ratio[] = []
  let proof: readonly ProofFigures[] = []
  for (const name of chosen.scenarios) {
    const found = await measureScenario(name, chosen, { load, fleet: servers })
    if (found === null) {
      proof = measureProofs(rounds)
      ratios.push(...proofRatios(proof))
      continue
    }
    scenarios.push(found.measured)
    ratios.push(...found.ratios)
  }
  const missing = findNginx() === null ? ['nginx is not installed: not measured'] : []
  return { machine: describeMachine(), rounds, seconds, scenarios, proof, ratios, missing }
}

async function measureScenario(
  name: ScenarioName,
  chosen: Options,
  tools: { readonly load: Load; readonly fleet: Fleet },
): Promise<{ readonly measured: Measured; readonly ratios: readonly Ratio[] } | null> {
  const scenario = await openScenario(name, tools.fleet)
  if (scenario === null) return null
  try {
    const servers = await measure(scenario, chosen, tools)
    const { title } = scenario
    return { measured: { name, title, servers }, ratios: ratiosOf(servers, scenario.ratios) }
  } finally {
    await scenario.close()
  }
}
