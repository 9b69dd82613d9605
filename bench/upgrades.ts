/**
 * `npm run bench:upgrades`: what clients meet while a server is upgraded twenty times, and while the gate is restarted.
 *
 * **Who.** The gate (`paart run`, two workers), nginx and HAProxy as Debian has them, each by its own way to let another
 * program take its place, before the same application. Whoever is not installed is left out, and that is said.
 *
 * **How.** One server after the other. Requests come at a fixed rate whatever becomes of those before, every other one on
 * a connection of its own, the others on 16 kept ones; none is tried again. Files that take three seconds are downloaded
 * all the while. A gap is the longest time without any answer; in a row of its own stands the one without any change.
 *
 * **What to trust.** Counts. Gaps are what this machine makes of them: the load before and after stands above the table.
 */
import { loadavg } from 'node:os'
import { endWithProgram, leaveWith, readCommandLine } from './command-line.ts'
import { settle } from './endurance/contender.ts'
import { pause } from './endurance/pause.ts'
import { startGate } from './endurance/servers/gate.ts'
import { Fleet } from './fleet.ts'
import { describeMachine } from './report.ts'
import { freePort } from './servers/nginx.ts'
import { Downloads, Load } from './upgrades/load.ts'
import { type Upgradable, WAYS, restartPaart } from './upgrades/ways.ts'

const NUMBERS = {
  upgrades: { min: 1, max: 100, usual: 20, isWhole: true, means: 'of each server' },
  restarts: { min: 0, max: 100, usual: 5, isWhole: true, means: 'of the gate: stop and start' },
  rate: { min: 1, max: 1_000, usual: 100, isWhole: true, means: 'requests a second' },
  downloads: { min: 0, max: 200, usual: 8, isWhole: true, means: 'at the same time' },
} as const

/** Before the first change, and between two. */
const PAUSE_MS = 1_000

interface Row {
  readonly server: string
  readonly changes: number
  readonly requests: number
  readonly failed: number
  readonly downloads: number
  readonly cut: number
  readonly longestGapMs: number
  readonly changeMs: number
}

const asked = readCommandLine(process.argv.slice(2), {
  command: 'npm run bench:upgrades',
  numbers: NUMBERS,
  scenarios: [],
  prints: 'a table',
})
if (typeof asked === 'string') leaveWith(asked)
const owned = new Set<{ readonly end: () => void }>()
endWithProgram(owned)
const { rate, downloads, upgrades, restarts, json } = asked
const say = (line: string): void => (json ? console.error : console.log)(line)

const { node, cores, cpu } = describeMachine()
const before = loadText()
say(`node ${node}, ${cores} cores, ${cpu}; ${rate} requests a second, ${downloads} downloads`)
const rows: Row[] = []
for (const name of Object.keys(WAYS)) {
  const played = await playUpgrades(name)
  if (played === null) say(`${name} is not installed: left out`)
  else rows.push(...played)
}
if (restarts > 0) rows.push(await playRestarts())
say(`load of the machine: ${before} before, ${loadText()} after`)
if (json) process.stdout.write(`${JSON.stringify({ rows })}\n`)
else console.table(rows)

function loadText(): string {
  return loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')
}

async function onStage<T>(
  name: string,
  play: (fleet: Fleet, setting: Awaited<ReturnType<typeof settle>>) => Promise<T>,
): Promise<T> {
  const fleet = new Fleet()
  owned.add(fleet)
  try {
    const origin = await fleet.server('upgrades/origin.ts', [])
    const world = { originPort: origin.port, refusedPort: await freePort(), patienceSeconds: 60 }
    return await play(fleet, await settle(name, fleet, world))
  } finally {
    fleet.end()
    owned.delete(fleet)
  }
}

function playUpgrades(name: string): Promise<readonly Row[] | null> {
  return onStage(name, async (fleet, setting) => {
    const server = (await WAYS[name]?.(fleet, setting)) ?? null
    if (server === null) return null
    owned.add(server)
    try {
      const quiet = await measure(`${name}, nothing changed`, server, { changes: 0 })
      return [quiet, await measure(`${name}: ${server.way}`, server, { changes: upgrades })]
    } finally {
      server.end()
      owned.delete(server)
      await pause(PAUSE_MS)
    }
  })
}

async function measure(
  server: string,
  { port, upgrade }: Upgradable,
  { changes }: { readonly changes: number },
): Promise<Row> {
  const load = new Load(port, rate)
  const files = new Downloads(port, downloads)
  const tookMs: number[] = []
  await pause(changes === 0 ? 10 * PAUSE_MS : PAUSE_MS)
  while (tookMs.length < changes) {
    const startMs = performance.now()
    await upgrade()
    tookMs.push(performance.now() - startMs)
    await pause(PAUSE_MS)
  }
  const { whole, cut } = await files.stop()
  const { requests, failed, longestGapMs } = await load.stop()
  for (const why of new Set(failed)) say(`${server}: ${why}`)
  const changeMs = tookMs.reduce((sum, each) => sum + each, 0) / Math.max(1, changes)
  return rowOf({ server, changes, requests, failed, whole, cut, longestGapMs, changeMs })
}

function rowOf({
  server,
  changes,
  requests,
  failed,
  whole,
  cut,
  longestGapMs,
  changeMs,
}: Pick<Row, 'server' | 'changes' | 'requests' | 'cut' | 'longestGapMs' | 'changeMs'> & {
  readonly failed: readonly string[]
  readonly whole: number
}): Row {
  return {
    server,
    changes,
    requests,
    failed: failed.length,
    downloads: whole + cut,
    cut,
    longestGapMs: Math.round(longestGapMs),
    changeMs: Math.round(changeMs),
  }
}

/** Between the last answer of the old gate and the first of the new one; nothing is downloaded. */
function playRestarts(): Promise<Row> {
  return onStage('restart', async (fleet, setting) => {
    let gate = await startGate(fleet, setting)
    const load = new Load(gate.port, rate)
    const gaps: number[] = []
    for (let restart = 0; restart < restarts; restart++) {
      await pause(PAUSE_MS)
      load.takeGapMs()
      gate = await restartPaart(fleet, setting, gate)
      await pause(PAUSE_MS)
      gaps.push(load.takeGapMs())
    }
    const { requests, failed } = await load.stop()
    await gate.stop()
    say(`gaps of restarts in ms: ${gaps.map((each) => Math.round(each)).join(' ')}`)
    const longestGapMs = Math.max(...gaps)
    const changeMs = gaps.reduce((sum, each) => sum + each, 0) / gaps.length
    const server = 'paart: SIGTERM and a start'
    return rowOf({
      server,
      changes: restarts,
      requests,
      failed,
      whole: 0,
      cut: 0,
      longestGapMs,
      changeMs,
    })
  })
}
