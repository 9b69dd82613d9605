import { Worker } from 'node:worker_threads'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { type SharedMemory, attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'
import { type Scale } from './scale.ts'

/** Beyond it the library's timer for each key makes its run longer than all others together. */
const LIBRARY_KEYS_MAX = 100_000

/** How often an offender asks during a flood. */
const OFFENCES = 4_000

const MEBIBYTE = 1024 * 1024

/** An hour until a key is as good as new: all stay in the table while it is measured. */
const RATE: Rate = { intervalMs: 36_000, burst: 100 }

/** A step that is prime to every number of keys here, so that neighbours are far apart. */
const STEP = 611_953

/** What one worker does. */
export interface CountingJob {
  readonly memory: SharedMemory
  readonly worker: number
  readonly keys: number
  readonly checks: number
}

/** Nanoseconds for each check of one worker. */
export function countOnce({ memory, worker, keys, checks: measured }: CountingJob): number {
  const { rates } = attachLimits(memory, worker)
  const names = namesOf(keys)
  const ask = (checks: number): void => {
    for (let i = 0, at = 0; i < checks; i++, at = (at + STEP) % keys) {
      rates.take('portal\0read\0network', names[at] ?? '', RATE, 1000)
    }
  }
  ask(keys)
  const before = process.threadCpuUsage()
  ask(measured)
  const { user, system } = process.threadCpuUsage(before)
  return Math.round(((user + system) * 1000) / measured)
}

function namesOf(keys: number): readonly string[] {
  return Array.from({ length: keys }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32`)
}

/** Lines for the gate's own counters on one and two workers, and for the library, at each size. */
export async function* measureCounting(
  program: string,
  { keys: sizes, checks, flood }: Scale,
): AsyncGenerator<string> {
  for (const keys of sizes) {
    for (const workers of [1, 2]) yield await gateLine(program, { keys, workers, checks })
    yield keys > LIBRARY_KEYS_MAX
      ? `limit rate-limiter-flexible ${keys} keys: left out, its timer for each key takes too long`
      : await libraryLine(keys, checks)
  }
  yield floodLine(flood)
}

async function gateLine(
  program: string,
  size: { readonly keys: number; readonly workers: number; readonly checks: number },
): Promise<string> {
  const { workers, ...asked } = size
  const memory = memoryFor(workers)
  const jobs = Array.from({ length: workers }, (_, worker) =>
    run(program, { memory, worker, ...asked }),
  )
  const spent = await Promise.all(jobs)
  const shared = attachLimits(memory, 0).rates.overflows()
  const mebibytes = memory.rates.byteLength / MEBIBYTE
  return `limit gate ${asked.keys} keys ${workers} workers: ${spent.join(' and ')} ns, ${mebibytes} MiB, ${shared} checks shared a place`
}

function memoryFor(workers: number): SharedMemory {
  return createSharedMemory({ workers, seed: crypto.getRandomValues(new Uint8Array(16)) })
}

function run(program: string, job: CountingJob): Promise<number> {
  const thread = new Worker(program, { workerData: job })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
}

async function libraryLine(keys: number, measured: number): Promise<string> {
  const names = namesOf(keys)
  const before = process.memoryUsage().heapUsed
  const limiter = new RateLimiterMemory({ points: 1_000_000, duration: 3600 })
  const ask = async (checks: number): Promise<void> => {
    for (let i = 0, at = 0; i < checks; i++, at = (at + STEP) % keys) {
      await limiter.consume(names[at] ?? '')
    }
  }
  await ask(keys)
  const mebibytes = Math.round((process.memoryUsage().heapUsed - before) / MEBIBYTE)
  const start = process.threadCpuUsage()
  await ask(measured)
  const { user, system } = process.threadCpuUsage(start)
  const spent = Math.round(((user + system) * 1000) / measured)
  // Its timers would keep this program alive for an hour.
  for (const name of names) await limiter.delete(name)
  return `limit rate-limiter-flexible ${keys} keys 1 worker: ${spent} ns, about ${mebibytes} MiB of heap`
}

/** An offender that asks all along while so many others pass by once. */
function floodLine(keys: number): string {
  const { rates } = attachLimits(memoryFor(1), 0)
  const offender: Rate = { intervalMs: 3_600_000, burst: 20 }
  const before = process.memoryUsage().arrayBuffers
  const every = Math.ceil(keys / OFFENCES)
  let through = 0
  for (let i = 0; i < keys; i++) {
    const now = i / 100
    rates.take('c', `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, RATE, now)
    if (i % every === 0 && rates.take('c', 'offender', offender, now) === 0) through++
  }
  const grown = Math.round((process.memoryUsage().arrayBuffers - before) / MEBIBYTE)
  return `flood ${keys} keys: an offender's burst of 20 let through ${through}, ${rates.overflows()} checks shared a place, memory grew by ${grown} MiB`
}
