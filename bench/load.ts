import autocannon from 'autocannon'
import { type LoadJob, type LoadResult } from './load-job.ts'
import { reconnecting } from './reconnecting.ts'
import { quantile } from './statistics.ts'

/**
 * The load, in a process of its own so that its CPU counts for nobody: does one job after the other
 * as they are sent to it, and answers each with its result.
 */

/** How often autocannon looks whether its time is over. */
const LOOK_MS = 20

/** An answer slower than this is an error. */
const TIMEOUT_SECONDS = 10

/** Latencies kept of one job: more than any server here answers in a minute. */
const LATENCIES_MAX = 4_000_000

function run(job: LoadJob, onResult: (result: LoadResult) => void): void {
  if (job.reconnects === true) void reconnect(job).then(onResult)
  else hammer(job, onResult)
}

async function reconnect(job: LoadJob): Promise<LoadResult> {
  const startedAt = performance.now()
  const { latenciesMs, errors } = await reconnecting(job)
  const seconds = (performance.now() - startedAt) / 1000
  return { requests: latenciesMs.length, seconds, ...quantiles(latenciesMs), errors }
}

function hammer(job: LoadJob, onResult: (result: LoadResult) => void): void {
  const latencies: number[] = []
  let wrong = 0
  let next = 0
  const options: autocannon.Options = {
    url: `http://127.0.0.1:${job.port}${job.path}`,
    method: job.method,
    headers: job.headers,
    connections: job.connections,
    duration: job.seconds,
    sampleInt: LOOK_MS,
    timeout: TIMEOUT_SECONDS,
    ...(job.bodyBytes > 0 ? { body: Buffer.alloc(job.bodyBytes, 'u') } : {}),
    setupClient(client) {
      const cookie = job.cookies[next++ % job.cookies.length]
      if (cookie !== undefined) client.setHeaders({ ...job.headers, Cookie: cookie })
    },
  }
  const instance = autocannon(options, (error: Error | null, result) => {
    if (error !== null) throw error
    onResult({
      requests: result.requests.total,
      seconds: result.duration,
      ...quantiles(latencies),
      errors: wrong + result.errors,
    })
  })
  instance.on('response', (_client, status, _bytes, responseTimeMs) => {
    if (status !== job.status) wrong++
    if (latencies.length < LATENCIES_MAX) latencies.push(responseTimeMs)
  })
}

function quantiles(latencies: readonly number[]): Pick<LoadResult, 'p50Ms' | 'p99Ms'> {
  const sorted = Float64Array.from(latencies).toSorted()
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }
}

process.once('disconnect', () => process.exit())
process.on('message', (job: LoadJob) => run(job, (result) => process.send?.(result)))
