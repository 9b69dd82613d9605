import { parentPort, Worker } from 'node:worker_threads'
import { attachLimits, type Limits, type SharedMemory } from '../../src/limits/index.ts'
import { count, goInAndOut, type InAndOut, isInAndOut, somebody } from './in-and-out.ts'

export const THREADS = 4

/** What each thread does, as often as it can, at the same time as all others. */
export type Job =
  | {
      kind: 'takes'
      takes: number
      keys: number
      burst: number
      intervalMs: number
      stepMs: number
    }
  | { kind: 'claims'; rounds: number; keys: number; burst: number }
  | { kind: 'adds'; rounds: number; keys: number; adds: number }
  | { kind: 'issues'; count: number }
  | { kind: 'burns'; count: number }
  | { kind: 'uses'; count: number }
  | { kind: 'spends'; tries: number }
  | { kind: 'enters'; max: number; tries: number }
  | InAndOut

/** They go from one job to the next: to start them takes longer than most jobs. */
let threads: readonly Worker[] = []

/** Runs a job in `THREADS` threads and returns each thread's result. */
export async function hammer(memory: SharedMemory, job: Job): Promise<number[][]> {
  const barrier = new SharedArrayBuffer(8)
  if (threads.length === 0)
    threads = Array.from({ length: THREADS }, () => new Worker(import.meta.filename))
  const results = threads.map((thread, worker) =>
    answerOf(thread, { memory, worker, barrier, job }),
  )
  return Promise.all(results)
}

async function answerOf(thread: Worker, given: Given): Promise<number[]> {
  const { promise, resolve, reject } = Promise.withResolvers<number[]>()
  thread.once('message', resolve).once('error', reject)
  thread.ref()
  thread.postMessage(given)
  try {
    return await promise
  } catch (error) {
    // The others wait for it for ever.
    threads = []
    throw error
  } finally {
    thread.off('message', resolve).off('error', reject).unref()
  }
}

/** What stands for the code of a number. */
export function markOf(code: number): Uint8Array {
  return new Uint8Array(new Uint32Array([7 * code, code, 3, code]).buffer)
}

interface Given {
  memory: SharedMemory
  worker: number
  barrier: SharedArrayBuffer
  job: Job
}

/** Blocks until all threads have come to this place. */
function meet(barrier: SharedArrayBuffer): void {
  const [ARRIVED, ROUND] = [0, 1]
  const cells = new Int32Array(barrier)
  const round = Atomics.load(cells, ROUND)
  if (Atomics.add(cells, ARRIVED, 1) + 1 === THREADS) {
    Atomics.store(cells, ARRIVED, 0)
    Atomics.add(cells, ROUND, 1)
    Atomics.notify(cells, ROUND)
    return
  }
  Atomics.wait(cells, ROUND, round)
}

function run({ memory, worker, barrier, job }: Given): number[] {
  const limits = attachLimits(memory, worker)
  meet(barrier)
  if (isInAndOut(job)) return goInAndOut(limits, job, memory, worker)
  switch (job.kind) {
    case 'takes':
      return [takes(limits, job)]
    case 'claims':
      return claims(limits, job, () => meet(barrier), worker)
    case 'adds':
      return adds(limits, job, () => meet(barrier), worker)
    case 'issues':
      return Array.from({ length: job.count }, () => limits.spent.issue())
    case 'burns':
      return Array.from({ length: job.count }, (_, i) => i).filter(
        (serial) => limits.spent.burn(serial) === 'burnt',
      )
    case 'uses':
      return Array.from({ length: job.count }, (_, i) => i).filter((code) =>
        limits.codes.burn(markOf(code), 0),
      )
    case 'spends':
      return [count(job.tries, () => limits.purchases.spend('limit', 'pass', 0))]
    case 'enters':
      return [
        count(job.tries, (i) =>
          limits.gauges.enterBackend(3, job.max, somebody(limits, worker, i)),
        ),
      ]
  }
}

/** How many were let through. */
function takes({ rates }: Limits, job: Job & { kind: 'takes' }): number {
  let through = 0
  for (let i = 0; i < job.takes; i++) {
    if (rates.take('c', `key ${i % job.keys}`, job, i * job.stepMs) === 0) through++
  }
  return through
}

/** Each round all entries have run out, and all threads want entries for the same new keys. */
function claims(
  { rates }: Limits,
  job: Job & { kind: 'claims' },
  meetAll: () => void,
  worker: number,
): number[] {
  const rate = { burst: job.burst, intervalMs: 1000 }
  return Array.from({ length: job.rounds }, (_, round) => {
    meetAll()
    return count(job.keys * job.burst, (i) => {
      const key = `round ${round} key ${(i + worker) % job.keys}`
      return rates.take('c', key, rate, round * 10_000) === 0
    })
  })
}

/** The sum of all counts that were returned, by round. */
function adds(
  { tallies }: Limits,
  job: Job & { kind: 'adds' },
  meetAll: () => void,
  worker: number,
): number[] {
  return Array.from({ length: job.rounds }, (_, round) => {
    meetAll()
    let sum = 0
    for (let i = 0; i < job.keys * job.adds; i++) {
      const key = `key ${(i + worker) % job.keys}`
      sum += tallies.add('n', key, 1000, 1000 + round * 3000)
    }
    return sum
  })
}

// What `answerOf` above sends; the thread of the test itself has no port.
parentPort?.on('message', (given: Given) => parentPort?.postMessage(run(given)))
