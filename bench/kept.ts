/**
 * `npm run bench:kept`: what keeping submissions costs, and the memory that many at once take.
 *
 * **Memory.** Bodies that arrive at the same time over sockets, sent by another process, and are kept as a
 * worker keeps them, with the collector set as a gate sets it. The peak is the system's own (`VmHWM`).
 *
 * **Delivery.** From the claim to the first byte at the application, through a whole gate.
 *
 * **Costs.** CPU and time of a MiB kept and read again, one body after the other; the time of small steps.
 *
 * It writes into a folder beside the system's temporary ones, or into the one that is named: on a disk that
 * is memory alone nothing waits for anything to be safe.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { markSeldom } from '../src/control/system/collector.ts'
import {
  type Caretaker,
  type KeptFile,
  type KeptStore,
  openCaretaker,
  openKeptStore,
  type Submission,
  type Ticket,
} from '../src/kept/index.ts'
import { attachLimits, createSharedMemory } from '../src/limits/index.ts'
import { referenceFrom } from '../src/model/index.ts'
import { measureDelivery } from './kept-delivery.ts'
import { memoryMiB } from './process-usage.ts'
import { describeMachine, table } from './report.ts'
import { quantile } from './statistics.ts'

const MIB = 1024 * 1024

const AT_ONCE = 200
const AT_ONCE_MIB = 5

const LARGE_MIB = 25
const LARGE_COUNT = 20
const SMALL_BYTES = 2_000
const SMALL_COUNT = 1_000

const NETWORK = '192.0.2.0/24'

interface Stage {
  readonly caretaker: Caretaker
  readonly store: KeptStore
}

async function openStage(folder: string): Promise<Stage> {
  const memory = createSharedMemory({ workers: 1, seed: randomBytes(16) })
  const settings = {
    folder,
    bytesMax: LARGE_MIB * MIB,
    networkMax: 100 * 1024 * MIB,
    totalMax: 100 * 1024 * MIB,
    forMs: 1_800_000,
  }
  const options = {
    settings: () => settings,
    room: attachLimits(memory, 0).kept,
    clock: { wallMs: () => Date.now() },
    onFault: (fault: unknown) => console.error(fault),
  }
  return { caretaker: await openCaretaker(options), store: await openKeptStore(options) }
}

function newSubmission(): Submission {
  return {
    target: '/submit',
    method: 'POST',
    rawHeaders: Array.from({ length: 40 }, (_, i) => `a header or its value ${i}`),
    site: 'forms',
    scheme: 'https',
    host: 'forms.example.lu',
    reference: referenceFrom(randomBytes(5), 0),
    receivedAtMs: Date.now(),
    isForeign: false,
  }
}

async function kept(store: KeptStore, body: AsyncIterable<Buffer>, bytes: number): Promise<Ticket> {
  const sharer = { network: NETWORK, around: [], isSettled: true }
  const arrival = { sharer, declared: bytes }
  const ticket = await store.keep(newSubmission(), body, arrival)
  if (typeof ticket === 'string') throw new Error(`not kept: ${ticket}`)
  return ticket
}

async function opened(store: KeptStore, ticket: Ticket): Promise<KeptFile> {
  const file = await store.open(ticket)
  if (file === null) throw new Error('it does not open')
  return file
}

/** Bodies arrive from another process; what is kept of them. */
async function receive(store: KeptStore, count: number, mebibytes: number): Promise<Ticket[]> {
  const tickets: Ticket[] = []
  const server = createServer((request, response) => {
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
    kept(store, body, Number(request.headers['content-length'])).then(
      (ticket) => {
        tickets.push(ticket)
        response.end()
      },
      (error: unknown) => {
        console.error(error)
        response.destroy()
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  const program = new URL('kept-load.ts', import.meta.url)
  const load = fork(program, [address.port, count, mebibytes].map(String))
  await once(load, 'exit')
  server.close()
  if (load.exitCode !== 0) throw new Error('not all were kept')
  return tickets
}

/** The peak of memory while many bodies arrive, above what there was before. */
async function measureMemory({ store }: Stage): Promise<string[][]> {
  await removeAll(store, await receive(store, 5, AT_ONCE_MIB))
  globalThis.gc?.()
  const before = memoryMiB(process.pid).now
  // The system forgets the peak (proc(5), clear_refs).
  writeFileSync('/proc/self/clear_refs', '5')
  const beginMs = performance.now()
  const cpu = process.cpuUsage()
  const tickets = await receive(store, AT_ONCE, AT_ONCE_MIB)
  const { peak } = memoryMiB(process.pid)
  const { user, system } = process.cpuUsage(cpu)
  const mebibytes = AT_ONCE * AT_ONCE_MIB
  const seconds = (performance.now() - beginMs) / 1000
  await removeAll(store, tickets)
  return [
    ['at once', 'RSS before', 'peak', 'more MiB', 'MiB/s', 'CPU ms/MiB'],
    [
      `${AT_ONCE} x ${AT_ONCE_MIB} MiB`,
      before.toFixed(0),
      peak.toFixed(0),
      (peak - before).toFixed(0),
      (mebibytes / seconds).toFixed(0),
      ((user + system) / 1000 / mebibytes).toFixed(2),
    ],
  ]
}

async function removeAll(store: KeptStore, tickets: readonly Ticket[]): Promise<void> {
  for (const ticket of tickets) await (await opened(store, ticket)).remove()
}

async function* piecesOf(bytes: number): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(65_536, 'form ')
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, left)
}

/** CPU and time of a MiB, one body after the other. */
async function measureLarge({ store }: Stage): Promise<string[][]> {
  const mebibytes = LARGE_COUNT * LARGE_MIB
  const rows = [['large bodies', 'ms/MiB', 'CPU ms/MiB']]
  const measure = async (name: string, work: () => Promise<void>): Promise<void> => {
    const beginMs = performance.now()
    const cpu = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(cpu)
    const ms = performance.now() - beginMs
    const figures = [ms / mebibytes, (user + system) / 1000 / mebibytes]
    rows.push([name, ...figures.map((figure) => figure.toFixed(2))])
  }
  const tickets: Ticket[] = []
  await measure('keep', async () => {
    for (let i = 0; i < LARGE_COUNT; i++) {
      tickets.push(await kept(store, piecesOf(LARGE_MIB * MIB), LARGE_MIB * MIB))
    }
  })
  await measure('read again', async () => {
    for (const ticket of tickets) for await (const _ of (await opened(store, ticket)).body());
  })
  await removeAll(store, tickets)
  return rows
}

/** The time of each step of small ones, the disk's waiting with it. */
async function measureSmall({ store, caretaker }: Stage): Promise<string[][]> {
  const rows = [['small bodies', 'median ms', 'p95 ms']]
  const measure = async <Given, Done>(
    name: string,
    all: readonly Given[],
    work: (given: Given) => Promise<Done>,
  ): Promise<readonly Done[]> => {
    const times: number[] = []
    const done: Done[] = []
    for (const given of all) {
      const beginMs = performance.now()
      done.push(await work(given))
      times.push(performance.now() - beginMs)
    }
    const sorted = Float64Array.from(times).toSorted()
    const figures = [quantile(sorted, 0.5), quantile(sorted, 0.95)]
    rows.push([name, ...figures.map((figure) => figure.toFixed(2))])
    return done
  }
  const answer = {
    status: 200,
    statusText: 'OK',
    rawHeaders: [],
    body: randomBytes(20_000),
    atMs: Date.now(),
  }
  const sizes = Array.from({ length: SMALL_COUNT }, () => SMALL_BYTES)
  const tickets = await measure('keep', sizes, (size) => kept(store, piecesOf(size), size))
  await measure('glance', tickets, (ticket) => store.glance(ticket))
  const files = await measure('open', tickets, (ticket) => opened(store, ticket))
  await measure('take', files, (file) => file.take({ again: false }))
  await measure('deliver, with an answer', files, (file) => file.deliver(answer))
  await measure('the answer once more', files, (file) => file.answer())
  const beginMs = performance.now()
  await caretaker.sweep(Date.now())
  const ms = performance.now() - beginMs
  rows.push([`sweep over ${SMALL_COUNT}`, ms.toFixed(2), ''])
  return rows
}

markSeldom()
const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'paart-bench-kept-'))
const stage = await openStage(folder)
try {
  for (const measure of [measureMemory, measureLarge, measureSmall]) {
    console.log(`${table(await measure(stage))}\n`)
  }
  console.log(`${table(await measureDelivery())}\n`)
  console.log(describeMachine())
} finally {
  await stage.store.close()
  await stage.caretaker.close()
  rmSync(folder, { recursive: true })
}
