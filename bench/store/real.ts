import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
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
    for (const kind of ['memory', 'store'] as const) {
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
  { kind, count, seconds }: { kind: 'memory' | 'store'; count: number; seconds: number },
): Promise<string> {
  const name = `${kind}-${count}`
  const store = kind === 'memory' ? null : await startStore(fleet, name)
  const origin = await fleet.server('servers/origin.ts', [])
  const ring = join(fleet.folder, `${name}.json`)
  saveKeys(ring, newKeyFile(Math.floor(Date.now() / 1000)))
  const gates: RunningServer[] = []
  for (let i = 0; i < count; i++) {
    const folder = join(fleet.folder, `${name}-${i}`)
    mkdirSync(folder, { mode: 0o700 })
    copyFileSync(ring, join(folder, 'keys.json'))
    gates.push(
      await fleet.server('store/gate.ts', [String(origin.port), folder, store?.socket ?? 'memory']),
    )
  }
  await new Promise((resolve) => void setTimeout(resolve, SETTLE_MS))
  const before = [...gates, ...(store === null ? [] : [store])].map(({ pid }) =>
    cpuMicroseconds(pid),
  )
  const calls = store === null ? 0 : await commandsOf(store.socket)
  const open = await load(fleet, gates, { path: '/page', status: 200, seconds })
  const spent = [...gates, ...(store === null ? [] : [store])].map(
    ({ pid }, i) => cpuMicroseconds(pid) - (before[i] ?? 0),
  )
  const said = store === null ? 0 : (await commandsOf(store.socket)) - calls
  const limited = await load(fleet, gates, { path: '/limited', status: 404, seconds })
  for (const server of [...gates, origin, ...(store === null ? [] : [store])]) await server.stop()
  const gateCpu = spent.slice(0, count).reduce((sum, each) => sum + each, 0) / open.requests
  const storeCpu = (spent[count] ?? 0) / open.requests
  const passed = limited.requests - limited.errors
  const one = BURST + RATE_PER_SECOND * seconds
  const most = one + (count - 1) * (BURST + 0.2 * RATE_PER_SECOND)
  return [
    `real ${kind} ${count} gates:`,
    `${Math.round(open.requests / seconds)} requests/s, ${gateCpu.toFixed(1)} us of gates and ${storeCpu.toFixed(2)} us of the store a request,`,
    `${Math.round(said / seconds)} calls/s;`,
    `of ${limited.requests} requests in ${seconds} s ${passed} passed a limit that gives one gate ${one}, four at most ${Math.round(most)}`.replace(
      'four',
      String(count),
    ),
  ].join(' ')
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
