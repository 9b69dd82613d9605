import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { submissionBytes } from '../../src/kept/contents.ts'
import { costOf } from '../../src/kept/cost.ts'
import { type KeptState, openKeptStore, type Ticket } from '../../src/kept/index.ts'
import {
  answerOf,
  bytesOf,
  filesIn,
  keep,
  SHARER,
  newScene,
  opened,
  type Scene,
  statesIn,
  submissionOf,
} from './scene.ts'

const BODY = randomBytes(200_000)
/** What a file with it takes of the room. */
const BODY_KIB = costOf(submissionBytes(submissionOf()).length, BODY.length)
const ONCE = { again: false }
const AGAIN = { again: true }

/** One submission in each state; the tickets by it. `delivering` is in the hands of the scene's worker. */
async function oneOfEach({ store }: Scene): Promise<Record<KeptState, Ticket>> {
  const all: Partial<Record<KeptState, Ticket>> = {}
  const states: KeptState[] = ['kept', 'delivering', 'delivered', 'answered', 'unknown', 'moved']
  for (const state of states) {
    const ticket = await keep(store, BODY)
    const file = await opened(store, ticket)
    if (state !== 'kept') await file.take(ONCE)
    if (state === 'delivered' || state === 'answered') await file.deliver(answerOf('ok'))
    if (state === 'answered') await file.markAnswered()
    if (state === 'unknown') await file.lose()
    if (state === 'moved') await file.move('/new')
    all[state] = ticket
  }
  return all as Record<KeptState, Ticket>
}

/** A body whose end is held back. */
function slowBody(): { readonly body: AsyncGenerator<Buffer>; readonly goOn: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(100_000)
    await promise
    yield Buffer.alloc(100_000)
  }
  return { body: body(), goOn: resolve }
}

t.test('what is over is removed, and its room given back; what is under way is not', async (t) => {
  const scene = await newScene(t)
  const { store, caretaker, clock, settings, room, states } = scene
  await oneOfEach(scene)
  const { body, goOn } = slowBody()
  const keeping = store.keep(submissionOf(), body, { sharer: SHARER, declared: 200_000 })
  const all = ['answered', 'delivered', 'delivering', 'kept', 'moved', 'part', 'unknown']
  await caretaker.sweep(clock.now + settings.forMs - 1)
  t.strictSame(states(), all)
  clock.now += settings.forMs
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['delivering', 'part'])
  goOn()
  const ticket = await keeping
  t.strictSame(states(), ['delivering', 'kept'])
  t.equal(await store.open(ticket as Ticket), null, 'its time began when it was received')
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['delivering'])
  t.equal(room.total(), BODY_KIB, 'of the one that is left')
})

t.test('what a worker had in its hands when it ended', async (t) => {
  const scene = await newScene(t)
  const { store, caretaker, clock, states, room, options } = scene
  const worker = await openKeptStore(options)
  const [sent, kept] = [await keep(worker, BODY), await keep(worker, BODY)]
  await (await opened(worker, sent)).take(ONCE)
  const { body, goOn } = slowBody()
  const keeping = worker.keep(submissionOf(), body, { sharer: SHARER, declared: 200_000 })
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['delivering', 'kept', 'part'])
  t.match(caretaker.counts(), { kept: { number: 1 }, delivering: { number: 1 } })
  await worker.close()
  t.equal((await opened(store, sent)).state, 'unknown', 'another worker sees it at once')
  t.strictSame(states(), ['kept', 'part', 'unknown'])
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['kept', 'unknown'], 'what was being received is gone')
  t.match(caretaker.counts(), {
    kept: { number: 1 },
    unknown: { number: 1 },
    delivering: { number: 0 },
  })
  t.ok(await (await opened(store, kept)).take(ONCE))
  t.ok(await (await opened(store, sent)).take(AGAIN))
  const before = room.total()
  goOn()
  t.equal(await keeping, 'broken', 'whoever thought it was still there')
  t.equal(room.total(), before)
})

t.test('one who waits for a delivery sees that its worker has ended', async (t) => {
  const { store, options } = await newScene(t)
  const worker = await openKeptStore(options)
  const ticket = await keep(store, BODY)
  await (await opened(worker, ticket)).take(ONCE)
  const waiting = await opened(store, ticket)
  t.equal(await waiting.reload(), 'delivering')
  await worker.close()
  t.equal(await waiting.reload(), 'unknown')
  t.match(await store.glance(ticket), { state: 'unknown' })
})

t.test('a gate that begins anew has what the last one kept', async (t) => {
  const first = await newScene(t)
  const tickets = await oneOfEach(first)
  const { body, goOn } = slowBody()
  const keeping = first.store.keep(submissionOf(), body, { sharer: SHARER, declared: null })
  const before = first.room.total()
  await first.end()
  const second = await newScene(t, { folder: first.folder })
  await second.caretaker.sweep(second.clock.now)
  const left = ['answered', 'delivered', 'kept', 'moved', 'unknown', 'unknown']
  t.strictSame(second.states(), left)
  const bodies = 4 * BODY_KIB
  t.equal(second.room.total(), bodies + 2 * 16, 'their room is counted')
  t.ok(second.room.total() < before)
  t.ok(filesIn(second.folder).every((path) => path.includes(second.room.account)))
  for (const [state, ticket] of Object.entries(tickets)) {
    const file = await opened(second.store, ticket)
    t.equal(file.state, state === 'delivering' ? 'unknown' : state)
    if (state.endsWith('ed') && state !== 'moved') continue
    t.ok(await file.take(AGAIN), state)
    t.ok((await bytesOf(file.body())).equals(BODY), state)
    await file.deliver(answerOf(state))
  }
  t.equal((await (await opened(second.store, tickets.delivered)).answer())?.body.toString(), 'ok')
  for (const ticket of Object.values(tickets)) {
    const file = await opened(second.store, ticket)
    await file.remove()
  }
  t.equal(second.room.total(), 0)
  goOn()
  await keeping
})

t.test(
  'while one gate takes over, another may take a submission, and a citizen delete one',
  async (t) => {
    for (let round = 0; round < 10; round++) {
      const first = await newScene(t)
      const [sent, deleted] = [await keep(first.store, BODY), await keep(first.store, BODY)]
      await first.end()
      const second = await newScene(t, { folder: first.folder })
      const file = await opened(second.store, sent)
      const other = await opened(second.store, deleted)
      const sweeping = second.caretaker.sweep(second.clock.now)
      t.ok(await file.take(ONCE), `round ${round}: it is taken`)
      t.ok(await other.remove(), `round ${round}: it is deleted`)
      await sweeping
      await file.deliver(answerOf('ok'))
      await second.caretaker.sweep(second.clock.now)
      t.strictSame(second.states(), ['delivered'], `round ${round}`)
      t.equal(second.room.total(), 16, `round ${round}`)
    }
  },
)

/** Whether something is left where so many KiB are all there is. */
function roomLeft({ room }: Scene, kib: number): boolean {
  const portion = { ...room.placesOf({ ...SHARER, network: '203.0.113.0/24' }), kib: 16 }
  const caps = { bytesMax: 0, networkMax: 2 ** 30, totalMax: kib * 1024 }
  return room.hasRoom(portion, caps, { isForeign: false, isSettled: true })
}

t.test('two gates share the folder, and each counts its own', async (t) => {
  const one = await newScene(t)
  const other = await newScene(t, { folder: one.folder })
  const tickets = await oneOfEach(one)
  const mine = await keep(other.store, BODY)
  const [ofOne, ofOther] = [one.room.total(), other.room.total()]
  await one.caretaker.sweep(one.clock.now)
  const { kept, moved } = tickets
  t.equal(kept.id.slice(-4), mine.id.slice(-4), 'both name the folder')
  t.not(kept.id.slice(0, -4), moved.id.slice(0, -4))
  const rest = ofOne + ofOther - 1
  t.notOk(roomLeft(one, rest), 'what one has the other has not')
  t.ok(roomLeft(one, ofOne + ofOther + 40))
  await other.caretaker.sweep(other.clock.now + other.settings.forMs)
  t.equal(statesIn(one.folder).length, 6, 'what is over is its own gate\u2019s to remove')
  t.equal(other.room.total(), 0)
  t.equal(await other.store.open(mine), null)
  t.equal(one.room.total(), ofOne)
  t.ok(ofOther > 0)
  // The other gate delivers what this one keeps.
  const file = await opened(other.store, tickets.kept)
  t.ok(await file.take(ONCE))
  t.equal((await opened(one.store, tickets.kept)).state, 'delivering')
  await one.caretaker.sweep(one.clock.now)
  t.equal(
    (await opened(one.store, tickets.kept)).state,
    'delivering',
    'in the hands of a living one',
  )
  await file.deliver(answerOf('by the other'))
  t.equal((await (await opened(one.store, tickets.kept)).answer())?.body.toString(), 'by the other')
  t.equal(one.room.total(), ofOne, 'the room of the body is not its own to give back')
  t.equal(other.room.total(), 16)
  await one.caretaker.sweep(one.clock.now)
  t.equal(one.room.total(), ofOne - BODY_KIB)
  // And deletes another.
  t.ok(await (await opened(other.store, tickets.moved)).remove())
  t.equal(await one.store.open(tickets.moved), null)
  await one.caretaker.sweep(one.clock.now)
  t.notOk(statesIn(one.folder).includes('gone'))
  // A receipt without an answer stays where it was counted.
  const unknown = await opened(other.store, tickets.unknown)
  await unknown.take(AGAIN)
  await unknown.deliver(null)
  t.equal(other.room.total(), 16)
  await one.caretaker.sweep(one.clock.now + one.settings.forMs)
  await other.caretaker.sweep(one.clock.now + one.settings.forMs)
  t.strictSame(statesIn(one.folder), ['delivering'])
  const left = await opened(one.store, tickets.delivering)
  t.equal(left.state, 'delivering')
  t.equal(other.room.total(), 0)
})

t.test(
  'of two gates that share a folder one ends, and the other goes on with its things',
  async (t) => {
    const one = await newScene(t)
    const other = await newScene(t, { folder: one.folder })
    const tickets = await oneOfEach(one)
    const byOther = await opened(other.store, tickets.kept)
    await byOther.take(ONCE)
    await one.end()
    await other.caretaker.sweep(other.clock.now)
    t.equal((await opened(other.store, tickets.delivering)).state, 'unknown')
    t.equal((await opened(other.store, tickets.kept)).state, 'delivering', 'its own goes on')
    await byOther.deliver(answerOf('ok'))
    await other.caretaker.sweep(other.clock.now)
    t.strictSame(other.states(), [
      'answered',
      'delivered',
      'delivered',
      'moved',
      'unknown',
      'unknown',
    ])
    await other.caretaker.sweep(other.clock.now + other.settings.forMs)
    t.strictSame(other.states(), [])
    t.equal(other.room.total(), 0)
  },
)

t.test('a receipt beside its body, as a thread leaves them that ends in between', async (t) => {
  const { store, folder, options, room, caretaker, clock, states } = await newScene(t)
  const worker = await openKeptStore(options)
  const ticket = await keep(worker, BODY)
  const file = await opened(worker, ticket)
  await file.take(ONCE)
  const [delivering = ''] = filesIn(folder)
  const shelf = join(folder, delivering.slice(0, 1))
  renameSync(join(folder, delivering), join(folder, 'aside'))
  await file.deliver(answerOf('ok'))
  renameSync(join(folder, 'aside'), join(shelf, delivering.slice(2)))
  await worker.close()
  const before = room.total()
  room.hold({ ...room.placesOf(SHARER), kib: BODY_KIB })
  t.strictSame(states(), ['delivered', 'delivering'])
  const later = await opened(store, ticket)
  t.equal(later.state, 'delivered')
  t.notOk(await later.take(AGAIN))
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['delivered'])
  t.equal((await later.answer())?.body.toString(), 'ok')
  t.equal(room.total(), before)
})

t.test(
  'locks that nobody holds are removed, and files that are none of ours left alone',
  async (t) => {
    const first = await newScene(t)
    const worker = await openKeptStore(first.options)
    const locks = (): string[] => readdirSync(first.folder).filter((name) => name.endsWith('.lock'))
    t.equal(locks().length, 3)
    await worker.close()
    t.equal(locks().length, 2)
    // As a process leaves it that was killed.
    const dead = join(first.folder, `${'a'.repeat(12)}.lock`)
    writeFileSync(dead, '')
    const now = Date.now()
    await first.caretaker.sweep(now)
    t.equal(locks().length, 3, 'one so young may be about to be held')
    utimesSync(dead, new Date(now - 120_000), new Date(now - 120_000))
    mkdirSync(join(first.folder, 'B', 'a-folder'))
    for (const name of ['notes.txt', 'b.lock']) writeFileSync(join(first.folder, name), '')
    writeFileSync(join(first.folder, 'A', 'AAAAAAAAAAAAAAAA.kept'), '')
    await first.caretaker.sweep(now)
    t.strictSame(locks().length, 3, 'the two that are held, and b.lock')
    t.strictSame(filesIn(first.folder).length, 2)
    t.ok(readdirSync(first.folder).includes('notes.txt'))
    t.strictSame(first.faults, [])
  },
)

t.test('sweeps do not overtake each other', async (t: Test) => {
  const { store, caretaker, clock, settings, states } = await newScene(t)
  await keep(store, BODY)
  const over = clock.now + settings.forMs
  await Promise.all([caretaker.sweep(over), caretaker.sweep(over), caretaker.sweep(over)])
  t.strictSame(states(), [])
  t.strictSame(caretaker.counts().kept, { number: 0, bytes: 0 })
})
