import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { newKeyFile } from '../../src/client/index.ts'
import { saveKeys } from '../../src/control/changes/key-store.ts'
import { askProgram } from '../asking.ts'
import { Fleet, type RunningServer } from '../fleet.ts'
import { type LoadJob, type LoadResult } from '../load-job.ts'
import { cpuMicroseconds } from '../process-usage.ts'

const CONNECTIONS = 8

/** A load that has not answered so long after its end does not answer. */
const ANSWER_MS = 60_000

/** What a client of `/limited` gets: 10 a second, 20 at once. */
const RATE_PER_SECOND = 10
const BURST = 20

/** Debian's. */
const HAPROXY = '/usr/sbin/haproxy'

/** One gate without a store, several with one, and those behind HAProxy. */
type Kind = 'memory' | 'store' | 'haproxy'

/** Until gates know each other, and until told keys have drained. */
const SETTLE_MS = 5_000

interface Options {
  readonly seconds: number
  readonly gateCounts: readonly number[]
}

/** Lines on real gates, each with all its threads, and one redis-server; none where it is not installed. */
export async function* measureReal(options: Options): AsyncGenerator<string> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    yield 'redis-server is not installed: real gates are not measured'
    return
  }
  const fleet = new Fleet()
  try {
    for (const kind of ['memory', 'store', 'haproxy'] as const) {
      if (kind === 'haproxy' && !existsSync(HAPROXY)) continue
      for (const count of kind === 'memory' ? [1] : options.gateCounts) {
        yield await realRow(fleet, { kind, count, seconds: options.seconds })
      }
    }
  } finally {
    fleet.end()
  }
}

async function realRow(
  fleet: Fleet,
  { kind, count, seconds }: { kind: Kind; count: number; seconds: number },
): Promise<string> {
  const name = `${kind}-${count}`
  const store = kind === 'memory' ? null : await startStore(fleet, name)
  const origin = await fleet.server('servers/origin.ts', [])
  const gates = await startGates(fleet, name, {
    count,
    originPort: origin.port,
    store: store?.socket ?? 'memory',
  })
  const front = kind === 'haproxy' ? await startFront(fleet, name, gates) : null
  await new Promise((resolve) => void setTimeout(resolve, SETTLE_MS))
  const others = [store, front].filter((each) => each !== null)
  const targets = front === null ? gates : [front]
  // What runs for the first time is slow, and says nothing of what a request costs.
  await load(fleet, targets, { path: '/page', status: 200, seconds: seconds / 2 })
  const before = [...gates, ...others].map(({ pid }) => cpuMicroseconds(pid))
  const calls = store === null ? 0 : await commandsOf(store.socket)
  const open = await load(fleet, targets, { path: '/page', status: 200, seconds })
  const spent = [...gates, ...others].map(({ pid }, i) => cpuMicroseconds(pid) - (before[i] ?? 0))
  const said = store === null ? 0 : (await commandsOf(store.socket)) - calls
  const limited = await load(fleet, targets, { path: '/limited', status: 404, seconds })
  for (const server of [front, ...gates, store, origin]) await server?.stop()
  const aRequest = (cpu: number): string => (cpu / open.requests).toFixed(1)
  const gateCpu = spent.slice(0, count).reduce((sum, each) => sum + each, 0)
  const [storeCpu = 0, frontCpu] = spent.slice(count)
  return [
    `real ${kind} ${count} gates:`,
    `${Math.round(open.requests / seconds)} requests/s, ${open.errors} failed, ${aRequest(gateCpu)} us of gates and ${aRequest(storeCpu)} us of the store`,
    frontCpu === undefined ? 'a request,' : `and ${aRequest(frontCpu)} us of HAProxy a request,`,
    `${Math.round(said / seconds)} calls/s;`,
    limitText(limited, count, seconds),
  ].join(' ')
}

function limitText(
  { requests, errors }: { readonly requests: number; readonly errors: number },
  count: number,
  seconds: number,
): string {
  const one = BURST + RATE_PER_SECOND * seconds
  const most = one + (count - 1) * (BURST + 0.2 * RATE_PER_SECOND)
  return `of ${requests} requests in ${seconds} s ${requests - errors} passed a limit that gives one gate ${one}, ${count} at most ${Math.round(most)}`
}

async function startGates(
  fleet: Fleet,
  name: string,
  how: { readonly count: number; readonly originPort: number; readonly store: string },
): Promise<readonly RunningServer[]> {
  const ring = join(fleet.folder, `${name}.json`)
  saveKeys(ring, newKeyFile(Math.floor(Date.now() / 1000)))
  const gates: RunningServer[] = []
  for (let i = 0; i < how.count; i++) {
    const folder = join(fleet.folder, `${name}-${i}`)
    mkdirSync(folder, { mode: 0o700 })
    copyFileSync(ring, join(folder, 'keys.json'))
    gates.push(await fleet.server('store/gate.ts', [String(how.originPort), folder, how.store]))
  }
  return gates
}

/** HAProxy before all gates, one request here and the next one there. */
async function startFront(
  fleet: Fleet,
  name: string,
  gates: readonly RunningServer[],
): Promise<RunningServer> {
  const port = await freePort()
  const file = join(fleet.folder, `${name}.cfg`)
  const servers = gates.map((gate, i) => `  server g${i} 127.0.0.1:${gate.port}`)
  const text = `defaults
  mode http
  maxconn 1000
  timeout connect 5s
  timeout client 75s
  timeout server 75s
listen front
  bind 127.0.0.1:${port}
  balance roundrobin
${servers.join('\n')}
`
  writeFileSync(file, text)
  const output = join(fleet.folder, `${name}.out`)
  return fleet.foreign(HAPROXY, ['-db', '-f', file], { port, output })
}

async function load(
  fleet: Fleet,
  gates: readonly RunningServer[],
  { path, status, seconds }: { path: string; status: number; seconds: number },
): Promise<{ readonly requests: number; readonly errors: number }> {
  const results = await Promise.all(
    gates.map(async ({ port }) => {
      const child = fleet.program('load.ts', [])
      const connections = Math.max(1, Math.floor(CONNECTIONS / gates.length))
      const job: LoadJob = {
        port,
        method: 'GET',
        path,
        headers: {},
        cookies: [],
        bodyBytes: 0,
        connections,
        seconds,
        status,
      }
      const result = await askProgram<LoadResult>(child, job, seconds * 1000 + ANSWER_MS)
      child.disconnect()
      return result
    }),
  )
  return {
    requests: results.reduce((sum, { requests }) => sum + requests, 0),
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
  }
}

async function startStore(
  fleet: Fleet,
  name: string,
): Promise<Pick<RunningServer, 'pid' | 'stop'> & { readonly socket: string }> {
  const socket = join(fleet.folder, `${name}.sock`)
  const port = await freePort()
  const args = ['--port', String(port), '--unixsocket', socket, '--save', '', '--dir', fleet.folder]
  return { ...(await fleet.foreign('redis-server', args, { port, output: '/dev/null' })), socket }
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      )
    })
  })
}

/** How many scripts the store has run. */
async function commandsOf(socket: string): Promise<number> {
  const connection = connect(socket)
  const chunks: Buffer[] = []
  connection.on('data', (chunk: Buffer) => chunks.push(chunk))
  connection.write('INFO commandstats\r\nQUIT\r\n')
  await new Promise((resolve) => connection.once('close', resolve))
  return Number(/cmdstat_eval:calls=(\d+)/.exec(Buffer.concat(chunks).toString())?.[1] ?? 0)
}
