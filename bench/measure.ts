import { readdirSync, truncateSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cookiesWith } from './browser.ts'
import { type Fleet, type RunningServer } from './fleet.ts'
import { type LoadJob, type LoadResult } from './load-job.ts'
import { type Options } from './options.ts'
import { cpuMicroseconds, memoryMiB } from './process-usage.ts'
import { type Scenario } from './scenarios.ts'
import { median } from './statistics.ts'

/** One server's turns of a scenario: medians, errors summed. */
export interface Figures {
  readonly server: string
  readonly cpuMicroseconds: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly rssMiB: number
  readonly rssPeakMiB: number
  readonly requests: number
  readonly errors: number
  /** CPU for one request, turn by turn, in the order of the turns. */
  readonly turns: readonly number[]
}

interface Turn extends LoadResult {
  readonly cpuMicroseconds: number
}

/** Compiled code is at its best after so many requests; before its first turn each server gets them. */
const WARM_REQUESTS = 30_000

/** Before every turn, as a part of its length: connections are opened and caches filled again. */
const WARM_UP = 0.25

/** For what is done behind the last answer: closing connections, writing log lines. */
const SETTLE_MS = 50

/** A job that takes so much longer than it should has lost its server. */
const OVERTIME_MS = 20_000

export type Load = (job: LoadJob) => Promise<LoadResult>

/** Starts the process that makes the load. */
export function startLoad(fleet: Fleet): Load {
  const child = fleet.program('load.ts', [])
  return (job) =>
    new Promise((resolve, reject) => {
      const late = new Error(`the load on port ${job.port} does not end`)
      const timer = setTimeout(() => reject(late), job.seconds * 1000 + OVERTIME_MS)
      child.once('message', (result: LoadResult) => {
        clearTimeout(timer)
        resolve(result)
      })
      child.send(job)
    })
}

/**
 * Gives every server its turns, A B C D D C B A in each round, so that whatever happens to the
 * machine meanwhile happens to all of them alike.
 */
export async function measure(
  scenario: Scenario,
  { rounds, seconds, 'warm-ups': warmUpsMax }: Pick<Options, 'rounds' | 'seconds' | 'warm-ups'>,
  tools: { readonly load: Load; readonly fleet: Fleet },
): Promise<readonly Figures[]> {
  const names = [...scenario.servers.keys()]
  const turns = new Map<string, Turn[]>(names.map((name) => [name, []]))
  for (const server of scenario.servers.values()) {
    let requests = 0
    for (let turn = 0; turn < warmUpsMax && requests < WARM_REQUESTS; turn++) {
      requests += await warmUp(server, scenario, { seconds, ...tools })
    }
  }
  const order = [...names, ...names.toReversed()]
  for (const name of Array.from({ length: rounds }, () => order).flat()) {
    const server = scenario.servers.get(name)
    if (server === undefined) continue
    await warmUp(server, scenario, { seconds: seconds * WARM_UP, ...tools })
    turns.get(name)?.push(await takeTurn(server, scenario, { seconds, ...tools }))
  }
  return [...scenario.servers].map(([name, server]) =>
    figuresOf(name, server, turns.get(name) ?? []),
  )
}

interface Stretch {
  readonly seconds: number
  readonly load: Load
  readonly fleet: Fleet
}

/** The scenario's load for one server, with the server's own passes where it has any. */
function jobFor({ port, passes }: RunningServer, { job }: Scenario, seconds: number): LoadJob {
  const { Cookie = '' } = job.headers
  const cookies = passes.map((pass) => cookiesWith(pass, Cookie))
  return { ...job, port, seconds, cookies: cookies.length > 0 ? cookies : job.cookies }
}

async function warmUp(
  server: RunningServer,
  scenario: Scenario,
  { seconds, load }: Stretch,
): Promise<number> {
  const { requests } = await load(jobFor(server, scenario, seconds))
  await settle()
  return requests
}

async function takeTurn(
  server: RunningServer,
  scenario: Scenario,
  { seconds, load, fleet }: Stretch,
): Promise<Turn> {
  const { pid } = server
  const before = cpuMicroseconds(pid)
  const result = await load(jobFor(server, scenario, seconds))
  await settle()
  const spent = cpuMicroseconds(pid) - before
  for (const log of logsIn(fleet.folder)) truncateSync(log)
  return { ...result, cpuMicroseconds: spent / Math.max(1, result.requests) }
}

/** A disk that fills up is no part of what is measured. */
function logsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === 'access.log')
    .map((path) => join(folder, path))
}

function settle(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, SETTLE_MS))
}

function figuresOf(name: string, { pid }: RunningServer, turns: readonly Turn[]): Figures {
  const memory = memoryMiB(pid)
  return {
    server: name,
    cpuMicroseconds: median(turns.map((turn) => turn.cpuMicroseconds)),
    requestsPerSecond: median(turns.map((turn) => turn.requests / turn.seconds)),
    p50Ms: median(turns.map((turn) => turn.p50Ms)),
    p99Ms: median(turns.map((turn) => turn.p99Ms)),
    rssMiB: memory.now,
    rssPeakMiB: memory.peak,
    requests: turns.reduce((sum, turn) => sum + turn.requests, 0),
    errors: turns.reduce((sum, turn) => sum + turn.errors, 0),
    turns: turns.map((turn) => turn.cpuMicroseconds),
  }
}
