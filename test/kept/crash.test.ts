import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Readable, type Writable } from 'node:stream'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import { type KeptFile, type Ticket } from '../../src/kept/index.ts'
import { readName } from '../../src/kept/names.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { type Death, type Order, type Said } from './mortal-order.ts'
import { filesIn, keep, newFolder, newScene, opened, type Scene } from './scene.ts'

const KILLS = 200
/** Gates that live and die at the same time, in one folder. */
const LANES = 4
/** Submissions that each is to deliver; at the same time it keeps and delivers one of its own. */
const GIVEN = 1
/** Two records. */
const BYTES = 70_000

const DEATHS: readonly Death[] = ['before', 'under way', 'outside']

const random = randomFrom(29)

/** Two hundred processes begin and end here; a busy machine takes its time for that. */
t.setTimeout(200_000)

/** Counts how often each submission arrived whole, and thinks for a moment before it answers. */
async function newBackend(t: Test): Promise<{ port: number; had: Map<string, number> }> {
  const had = new Map<string, number>()
  const server = createServer((request, response) => {
    const id = request.url?.slice(1) ?? ''
    let length = 0
    request.on('data', (piece: Buffer) => (length += piece.length))
    request.on('error', () => undefined)
    request.on('end', () => {
      if (length === BYTES) had.set(id, (had.get(id) ?? 0) + 1)
      setTimeout(() => response.end(`had ${id}`), wholeBelow(random, 10))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  return { port: (server.address() as AddressInfo).port, had }
}

const PROGRAM = 'mortal-gate.mjs'

/** A folder with the mortal gate as one module: most of what two hundred of them take is to begin. */
async function newProgram(t: Test): Promise<string> {
  const folder = newFolder(t)
  await build({
    entryPoints: [join(import.meta.dirname, 'mortal-gate.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, PROGRAM),
  })
  return folder
}

/** A gate that has begun and waits for its order. */
class MortalGate {
  readonly tickets: Ticket[] = []
  steps = 0
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #isReady: Promise<void>
  readonly #exit: Promise<unknown>

  /** `folder`: of `newProgram`, where what Node compiled lies as well from one to the next. */
  constructor(folder: string) {
    // Without the environment of the test runner, which loads itself into each child.
    const env = { NODE_COMPILE_CACHE: folder }
    const argv = [join(folder, PROGRAM)]
    this.#process = spawn(process.execPath, argv, { env, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#exit = once(this.#process, 'close')
    this.#process.stdin.on('error', () => undefined)
    const lines = createInterface({ input: this.#process.stdout })
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#isReady = promise
    lines.on('line', (line) => {
      // Of the last line the end may be missing: nobody has that ticket then.
      if (!line.endsWith('}')) return
      const { ticket, isReady, isAtStep, steps } = JSON.parse(line) as Said
      if (ticket !== undefined) this.tickets.push(ticket)
      if (isReady) resolve()
      if (isAtStep) this.#process.kill('SIGKILL')
      this.steps = steps ?? this.steps
    })
  }

  /** Gives it its order and waits for its end. */
  async live(order: Order): Promise<NodeJS.Signals | null> {
    await this.#isReady
    this.#process.stdin.end(`${JSON.stringify(order)}\n`)
    await this.#exit
    return this.#process.signalCode
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#exit
  }
}

interface Figures {
  killed: number
  done: number
  kept: number
  unknownHad: number
  unknownNotHad: number
  doubled: number
  lost: number
}

t.test('gates killed at 200 moments double nothing and lose nothing', async (t) => {
  const scene = await newScene(t)
  const { port, had } = await newBackend(t)
  const program = await newProgram(t)
  const figures: Figures = {
    killed: 0,
    done: 0,
    kept: 0,
    unknownHad: 0,
    unknownNotHad: 0,
    doubled: 0,
    lost: 0,
  }

  const orderOf = async (step: number | null): Promise<Order> => {
    const tickets = Array.from({ length: GIVEN }, () => keep(scene.store, randomBytes(BYTES)))
    return {
      folder: scene.folder,
      port,
      tickets: await Promise.all(tickets),
      bytes: BYTES,
      step,
      how: DEATHS[wholeBelow(random, DEATHS.length)] ?? 'before',
    }
  }

  // One lives to its end: so many steps there are to die at.
  const whole = new MortalGate(program)
  const order = await orderOf(null)
  t.equal(await whole.live(order), null)
  for (const { id } of [...order.tickets, ...whole.tickets]) t.equal(had.get(id), 1)
  t.ok(whole.steps > 50, `${whole.steps} steps`)

  const all: Ticket[] = []
  const live = async (): Promise<void> => {
    let spare = new MortalGate(program)
    // Whoever was quicker than its end is not counted.
    while (figures.killed < KILLS) {
      const gate = spare
      spare = new MortalGate(program)
      const given = await orderOf(1 + wholeBelow(random, whole.steps))
      if ((await gate.live(given)) === 'SIGKILL') figures.killed++
      const tickets = [...given.tickets, ...gate.tickets]
      for (const ticket of tickets) await settle(scene, ticket, { had, figures })
      all.push(...tickets)
    }
    await spare.end()
  }
  await Promise.all(Array.from({ length: LANES }, live))

  for (const { id } of all) if ((had.get(id) ?? 0) > 1) figures.doubled++
  t.comment(JSON.stringify({ submissions: all.length, ...figures }))
  t.match(figures, { doubled: 0, lost: 0 })
  const { done, kept, unknownHad, unknownNotHad } = figures
  t.equal(done + kept + unknownHad + unknownNotHad, all.length)
  t.ok(done > 0 && kept > 0 && unknownHad > 0 && unknownNotHad > 0, 'it went out in every way')
  await checkRoom(t, scene)
})

interface Sums {
  readonly had: Map<string, number>
  readonly figures: Figures
}

/** Looks what has become of a submission. Who finds it `kept` presses once more. */
async function settle({ store }: Scene, ticket: Ticket, { had, figures }: Sums): Promise<void> {
  const file = await store.open(ticket)
  const arrived = had.get(ticket.id) ?? 0
  if (file === null) figures.lost++
  else if (file.state === 'kept') {
    figures.kept++
    await deliverHere(file)
    had.set(ticket.id, arrived + 1)
  } else if (file.state === 'unknown') {
    figures[arrived === 0 ? 'unknownNotHad' : 'unknownHad']++
  } else {
    figures.done++
    const answer = await file.answer()
    // In any other state it lies there for nobody, and without its answer it is nearly as good as lost.
    if (arrived !== 1 || answer?.body.toString() !== `had ${ticket.id}`) figures.lost++
  }
}

async function deliverHere(file: KeptFile): Promise<void> {
  if (!(await file.take({ again: false }))) throw new Error('nobody else wants it')
  for await (const _ of file.body());
  await file.deliver(null)
}

/** What the living gate counts is what lies there, and when all is over nothing does. */
async function checkRoom(t: Test, scene: Scene): Promise<void> {
  const { caretaker, clock, settings, room, folder, faults } = scene
  await caretaker.sweep(clock.now)
  const names = filesIn(folder).map((path) => readName(path.slice(2)))
  t.ok(
    names.every((name) => name?.account === room.account),
    'it has taken over all',
  )
  const kib = names.reduce((sum, name) => sum + (name?.kib ?? 0), 0)
  t.equal(room.total(), kib)
  await caretaker.sweep(clock.now + settings.forMs)
  t.strictSame(filesIn(folder), [])
  t.equal(room.total(), 0)
  t.strictSame(faults, [])
  await t.resolves(opened(scene.store, await keep(scene.store, Buffer.from('a=1'))))
}
