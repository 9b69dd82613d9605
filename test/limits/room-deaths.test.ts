import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import {
  type Limits,
  type RoomTerms,
  type SharedMemory,
  type Ticket,
  type Turn,
  attachLimits,
  createSharedMemory,
} from '../../src/limits/index.ts'
import { RoomBooks } from '../../src/limits/waiting/books.ts'
import { State, isInRoom } from '../../src/limits/waiting/states.ts'
import { eventually } from '../support/eventually.ts'
import { type Crowd, Word } from '../support/room-crowd.ts'

/*
 * Threads that are really terminated while they are about a waiting room: whatever one was doing, its lock is taken from
 * it, nobody has a place for ever, and who waits stays where he was.
 */

const WORKERS = 3
const SEED = Uint8Array.from({ length: 16 }, (_, i) => 13 * i + 1)
const MINUTE = 60
const TERMS: RoomTerms = { activeMax: 20, forMs: 10 * MINUTE * 1000 }
const CROWD = new URL('../support/room-crowd.ts', import.meta.url)

class Scene {
  readonly memory: SharedMemory = createSharedMemory({
    workers: WORKERS,
    seed: SEED,
    rateBucketsLog2: 0,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    pairBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
  readonly main: Limits = attachLimits(this.memory, WORKERS)
  readonly books = new RoomBooks(this.memory.waitingRooms, 0, WORKERS)
  readonly words = new Int32Array(new SharedArrayBuffer(16))

  constructor() {
    Atomics.store(this.words, Word.nowSeconds, 1000)
  }

  get nowMs(): number {
    return 1000 * Atomics.load(this.words, Word.nowSeconds)
  }

  /** A worker begins, and has done so much. */
  async begin(worker: number, does: Crowd['does'], steps = 1): Promise<Worker> {
    const before = Atomics.load(this.words, Word.steps)
    const crowd: Crowd = { memory: this.memory, worker, terms: TERMS, words: this.words, does }
    const thread = new Worker(CROWD, { workerData: crowd })
    await once(thread, 'online')
    // Not by `Atomics.waitAsync`: woken by every step, it once never came back.
    await eventually('it has done so much', () => {
      return Atomics.load(this.words, Word.steps) - before >= steps
    })
    return thread
  }

  /** As the supervisor does: it is ended wherever it is, and what it held is taken away. */
  async end(worker: number, thread: Worker): Promise<void> {
    await thread.terminate()
    this.main.waitingRooms.release(worker)
  }

  enter(network: string, ticket: Ticket | null = null): Turn {
    return this.main.waitingRooms.enter(0, TERMS, {
      ticket,
      restore: null,
      who: { network: this.main.hashOf(network), wider: 0, provider: 0, isSettled: true },
      keeps: 'any',
      nowMs: this.nowMs,
      wallMs: this.nowMs,
    })
  }

  pass(seconds: number): void {
    Atomics.add(this.words, Word.nowSeconds, seconds)
    this.main.waitingRooms.turn(0, TERMS, this.nowMs)
  }

  /** What is counted, beside what the places themselves say. */
  counted(): { readonly told: readonly number[]; readonly found: readonly number[] } {
    const states = Array.from({ length: this.books.used }, (_, at) => this.books.stateOf(at))
    const { active, waiting } = this.main.waitingRooms.counts(0)
    return {
      told: [active, waiting],
      found: [
        states.filter(isInRoom).length,
        states.filter((state) => state === State.waiting).length,
      ],
    }
  }
}

/** People of the test's own who wait, the first first. */
function queueOf(scene: Scene, count: number): readonly { network: string; ticket: Ticket }[] {
  return Array.from({ length: count }, (_, at) => {
    const network = `queue ${at}`
    const turn = scene.enter(network)
    if (turn.kind !== 'waits') throw new Error(`${network} is told ${turn.kind}`)
    return { network, ticket: turn.ticket }
  })
}

/** Lets all go who are in, until the last of the queue is; the order in which its people were let in. */
function letIn(scene: Scene, queue: ReturnType<typeof queueOf>): readonly string[] {
  const order: string[] = []
  for (let second = 0; second < 60 * MINUTE && order.length < queue.length; second += 30) {
    scene.pass(30)
    for (const { network, ticket } of queue) {
      if (order.includes(network)) continue
      if (scene.enter(network, ticket).kind === 'in') order.push(network)
    }
  }
  return order
}

function checkEmpty(t: Test, scene: Scene): void {
  for (let minute = 0; minute < 45; minute += 5) scene.pass(5 * MINUTE)
  t.same(scene.counted(), { told: [0, 0], found: [0, 0] }, 'nobody has a place for ever')
  const full = Array.from({ length: TERMS.activeMax }, (_, at) => scene.enter(`later ${at}`).kind)
  t.ok(
    full.every((kind) => kind === 'in'),
    'all places are there for others',
  )
}

for (const does of [
  'holds the lock',
  'leaves a place half given',
  'leaves a call half done',
] as const) {
  t.test(`a thread is terminated that ${does}`, async (t) => {
    const scene = new Scene()
    for (let at = 0; at < TERMS.activeMax; at++) {
      const turn = scene.enter(`in ${at}`)
      if (turn.kind === 'in') scene.main.waitingRooms.handOver(0, turn.ticket, scene.nowMs)
    }
    const queue = queueOf(scene, 10)
    const thread = await scene.begin(1, does)
    t.equal(scene.enter('somebody').kind, 'through', 'while it lives nobody hangs on its lock')
    await scene.end(1, thread)
    t.equal(scene.enter('somebody').kind, 'waits', 'its lock is taken from it')
    scene.pass(1)
    const { told, found } = scene.counted()
    t.same(told, found, 'what is counted is right again')
    const order = letIn(scene, queue)
    t.same(
      order,
      queue.map(({ network }) => network),
      'all are let in, in the order in which they came',
    )
    checkEmpty(t, scene)
  })
}

t.test('threads are terminated at any moment, and replaced, while people wait', async (t) => {
  const scene = new Scene()
  const threads = new Map<number, Worker>()
  for (let worker = 0; worker < WORKERS; worker++) {
    threads.set(worker, await scene.begin(worker, 'walks', 300))
  }
  const queue = queueOf(scene, 10)
  const ranksOf = (): readonly number[] =>
    queue.flatMap(({ network, ticket }) => {
      const turn = scene.enter(network, ticket)
      return turn.kind === 'waits' ? [turn.before] : []
    })
  for (let death = 0; death < 30; death++) {
    const worker = death % WORKERS
    const thread = threads.get(worker)
    if (thread !== undefined) await scene.end(worker, thread)
    scene.pass(1)
    threads.set(worker, await scene.begin(worker, 'walks', 20 + 7 * death))
    const ranks = ranksOf()
    if (
      !t.same(
        ranks,
        ranks.toSorted((a, b) => a - b),
        `death ${death}: the order stays`,
      )
    )
      break
    const { active } = scene.main.waitingRooms.counts(0)
    if (!t.ok(active <= TERMS.activeMax, `death ${death}: ${active} are in`)) break
  }
  for (const [worker, thread] of threads) await scene.end(worker, thread)
  scene.pass(1)
  const { told, found } = scene.counted()
  t.same(told, found)
  const order = letIn(scene, queue)
  t.same(
    order,
    queue.map(({ network }) => network),
  )
  checkEmpty(t, scene)
})
