/**
 * `npm run bench`: what the gate costs, beside the servers it is to be compared with.
 *
 * **Who runs.** The gate; bare forwarding with undici; `web()` of http-proxy-3 with kept connections;
 * nginx with its log on, HAProxy and Caddy where they are installed; other gates by `--with`: each in a process of its own with one worker, all before the same
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
import { readOptions } from './options.ts'
import { renderReport } from './report.ts'
import { runScenarios } from './whole-run.ts'

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') leaveWith(options)
const fleet = new Fleet()
endWithProgram(new Set([fleet]))
const report = await runScenarios(options, fleet)
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report))
fleet.end()
