/**
 * `npm run bench:chunks`: an answer of 64 MiB that comes in chunks of one byte, through the gate and through HAProxy where it
 * is installed: CPU of each, and what who asks for a page meanwhile waits, beside what he waits without.
 */
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { request } from '../test/support/http.ts'
import { startOther } from './beside/others.ts'
import { BROWSER } from './browser.ts'
import { endWithProgram } from './command-line.ts'
import { Fleet, type RunningServer } from './fleet.ts'
import { cpuMicroseconds } from './process-usage.ts'
import { median } from './statistics.ts'

/** Of the pages that are asked for meanwhile. */
const EVERY_MS = 20

const ROUNDS = 3

/** As long without the answer as it takes about. */
const QUIET_MS = 5_000

interface Found {
  readonly cpuSeconds: number
  readonly bytes: number
  readonly waits: readonly number[]
}

const fleet = new Fleet()
endWithProgram(new Set([fleet]))
const origin = await fleet.server('servers/small-chunks.ts', [])
const gate = await fleet.server('servers/gate.ts', [String(origin.port), fleet.folder, '1', '0'])
const haproxy = await startOther('haproxy', fleet, origin.port)
const [cookie = ''] = gate.passes
const servers = new Map([
  ['gate', gate],
  ...(haproxy === null ? [] : [['haproxy', haproxy] as const]),
])
const found = new Map<string, Found[]>([...servers.keys()].map((name) => [name, []]))
const without = new Map<string, readonly number[]>()
for (const [name, server] of servers) without.set(name, await waitsWhile(server, pause(QUIET_MS)))
const order = [...servers, ...[...servers].toReversed()]
for (const [name, server] of Array.from({ length: ROUNDS }, () => order).flat()) {
  found.get(name)?.push(await download(server))
}
for (const [name, turns] of found) {
  const cpu = median(turns.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)
  const [beside, alone] = [turns.flatMap(({ waits }) => waits), without.get(name) ?? []]
  console.log(
    `chunks ${name}: ${cpu} s of CPU, ${turns[0]?.bytes} bytes; a page beside it waits ${waitOf(beside)}, without ${waitOf(alone)}`,
  )
}
if (haproxy !== null) {
  const [own = [], theirs = []] = [found.get('gate'), found.get('haproxy')]
  const ratio = median(own.map(({ cpuSeconds }, i) => cpuSeconds / (theirs[i]?.cpuSeconds ?? NaN)))
  console.log(`ratio chunks/haproxy ${ratio.toFixed(2)} target <= 6.00`)
} else console.log('haproxy is not installed: not measured')
fleet.end()

function waitOf(waits: readonly number[]): string {
  return `${median(waits).toFixed(1)} ms, at most ${Math.max(...waits).toFixed(0)}`
}

async function download(server: RunningServer): Promise<Found> {
  const before = cpuMicroseconds(server.pid)
  const env = { BENCH_USER_AGENT: BROWSER['User-Agent'] }
  const child = fleet.asked('download.ts', [String(server.port), cookie], env)
  const over = Promise.all([text(child.stdout), once(child, 'exit')])
  const waits = await waitsWhile(server, over)
  const [said] = await over
  const cpuSeconds = (cpuMicroseconds(server.pid) - before) / 1e6
  return { cpuSeconds, bytes: Number(said), waits }
}

/** How long pages take that are asked for one after the other, until something is over. */
async function waitsWhile(server: RunningServer, over: Promise<unknown>): Promise<number[]> {
  const running = new AbortController()
  const end = over.finally(() => running.abort())
  const waits: number[] = []
  const headers = { ...BROWSER, Cookie: cookie }
  while (!running.signal.aborted) {
    const startedAt = performance.now()
    const { status } = await request(server.port, { path: '/page', headers })
    if (status !== 200) throw new Error(`a page was answered ${status}`)
    waits.push(performance.now() - startedAt)
    await pause(EVERY_MS)
  }
  await end
  return waits
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
