import { parentPort, Worker } from 'node:worker_threads'
import {
  attachLimits,
  type Claimant,
  type Limits,
  type Portion,
  type SharedMemory,
} from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

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
  | { kind: 'visits'; max: number; visits: number }
  | { kind: 'shares'; max: number; networks: number; rounds: number }
  | { kind: 'keeps'; networkMax: number; totalMax: number; networks: number; rounds: number }

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
    case 'shares':
      return shares(limits, job, memory, worker)
    case 'visits':
      return visits(limits, job, memory, worker)
    case 'keeps':
      return keeps(limits, job, memory, worker)
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

/** How often more were inside than the cap allows, and how often this one was. */
function visits(
  limits: Limits,
  job: Job & { kind: 'visits' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const { gauges } = limits
  const who = somebody(limits, worker, 0)
  const inside = new Int32Array(memory.overflows)
  let tooMany = 0
  const entered = count(job.visits, () => {
    if (!gauges.enterBackend(5, job.max, who)) return false
    if (Atomics.add(inside, 0, 1) + 1 > job.max) tooMany++
    Atomics.sub(inside, 0, 1)
    gauges.leaveBackend(5, who)
    return true
  })
  return [tooMany, entered]
}

/** Somebody whom nobody else is of a network with. */
function somebody({ hashOf }: Limits, worker: number, i: number): Claimant {
  return { network: hashOf(`${worker} ${i}`), wider: 0, provider: 0, isSettled: true }
}

/** How often there were more than may be in all, or of one network; and how often one got a place. */
function shares(
  limits: Limits,
  { max, networks, rounds }: Job & { kind: 'shares' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const { gauges } = limits
  const random = randomFrom(worker)
  // In the memory of something else: what all threads say they have, in all and by network.
  const had = new Int32Array(memory.marks)
  const own: { readonly network: number; readonly who: Claimant }[] = []
  let tooMany = 0
  const entered = count(rounds, () => {
    if (wholeBelow(random, 2) === 0) {
      const [left] = own.splice(wholeBelow(random, own.length + 1), 1)
      if (left !== undefined) leave(left)
      return false
    }
    const network = wholeBelow(random, networks)
    const who = somebody(limits, -1, network)
    if (!gauges.enterBackend(6, max, who)) return false
    own.push({ network, who })
    if (Atomics.add(had, 0, 1) + 1 > max) tooMany++
    // Alone it would have this much, where others have something it has less.
    if (Atomics.add(had, 1 + network, 1) + 1 > Math.max(2, (max * 7) / 16)) tooMany++
    return true
  })
  function leave({ network, who }: (typeof own)[number]): void {
    Atomics.sub(had, 0, 1)
    Atomics.sub(had, 1 + network, 1)
    gauges.leaveBackend(6, who)
  }
  own.forEach(leave)
  return [tooMany, entered]
}

/** How often more was reserved than a cap allows, how often something was, and how much is left over. */
function keeps(
  { kept }: Limits,
  job: Job & { kind: 'keeps' },
  memory: SharedMemory,
  worker: number,
): number[] {
  const caps = { bytesMax: 64 * 1024, networkMax: job.networkMax, totalMax: job.totalMax }
  const random = randomFrom(worker)
  const below = (end: number): number => wholeBelow(random, end)
  // In the memory of something else: what all threads say they have, in all and by network.
  const had = new Int32Array(memory.marks)
  const own: Portion[] = []
  let tooMuch = 0
  const reserved = count(job.rounds, () => {
    const network = below(job.networks)
    const portion = { place: network, around: [7, 8], kib: 1 + below(64) }
    if (below(2) === 0) {
      const last = own.splice(below(own.length + 1), 1)[0]
      if (last !== undefined) giveBack(last)
      return false
    }
    if (!kept.reserve(portion, caps, { isForeign: below(4) === 0, isSettled: true })) return false
    own.push(portion)
    const inAll = Atomics.add(had, 0, portion.kib) + portion.kib
    const ofNetwork = Atomics.add(had, 1 + network, portion.kib) + portion.kib
    if (inAll * 1024 > job.totalMax || ofNetwork * 1024 > job.networkMax) tooMuch++
    if (kept.total() * 1024 > job.totalMax) tooMuch++
    return true
  })
  function giveBack(portion: Portion): void {
    Atomics.sub(had, 0, portion.kib)
    Atomics.sub(had, 1 + portion.place, portion.kib)
    kept.release(portion)
  }
  own.forEach(giveBack)
  return [tooMuch, reserved]
}

function count(times: number, isDone: (i: number) => boolean): number {
  let done = 0
  for (let i = 0; i < times; i++) if (isDone(i)) done++
  return done
}

// What `answerOf` above sends; the thread of the test itself has no port.
parentPort?.on('message', (given: Given) => parentPort?.postMessage(run(given)))
