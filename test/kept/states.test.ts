import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  ANSWER_BYTES_MAX,
  type KeptFile,
  type KeptState,
  type KeptStore,
  MOVED_BYTES_MAX,
  openKeptStore,
  type Ticket,
} from '../../src/kept/index.ts'
import {
  answerOf,
  bytesOf,
  filesIn,
  keep,
  KIB,
  MIB,
  newScene,
  opened,
  type Scene,
  type SceneGiven,
  sha256,
  submissionOf,
} from './scene.ts'

const BODY = randomBytes(200_000)
const ONCE = { again: false }
const AGAIN = { again: true }

interface Kept extends Scene {
  readonly ticket: Ticket
  readonly file: KeptFile
}

async function newKept(t: Test, given: SceneGiven = {}): Promise<Kept> {
  const scene = await newScene(t, given)
  const ticket = await keep(scene.store, BODY)
  return { ...scene, ticket, file: await opened(scene.store, ticket) }
}

/** Another worker of the same gate. */
async function newWorker(t: Test, { options }: Scene): Promise<KeptStore> {
  const store = await openKeptStore(options)
  t.teardown(() => store.close())
  return store
}

t.test(
  'it is delivered once, and the answer is the same however often it is asked for',
  async (t) => {
    const { store, ticket, file, states, room } = await newKept(t)
    t.ok(await file.take(ONCE))
    t.equal(file.state, 'delivering')
    t.strictSame(states(), ['delivering'])
    t.ok((await bytesOf(file.body())).equals(BODY))
    const answer = answerOf(randomBytes(100_000))
    await file.deliver(answer)
    t.equal(file.state, 'delivered')
    t.strictSame(states(), ['delivered'], 'the body is gone')
    t.ok(room.total() < 150, 'and its room with it')
    const later = await opened(store, ticket)
    for (const each of [file, later, later]) t.strictSame(await each.answer(), answer)
    t.strictSame(later.submission, submissionOf())
    t.strictSame(later.digest, sha256(BODY))
    t.equal(later.length, BODY.length)
    await t.rejects(bytesOf(later.body()), /gone/)
    t.ok((await store.glance(ticket))?.isBody(sha256(BODY)))
    for (const how of [ONCE, AGAIN]) t.notOk(await later.take(how), 'it is not taken any more')
    await later.markAnswered()
    t.equal(later.state, 'answered')
    t.equal(await file.reload(), 'answered')
    t.strictSame(await file.answer(), answer)
    for (const how of [ONCE, AGAIN]) t.notOk(await file.take(how))
  },
)

t.test('an answer that is too large, and none, leave a receipt', async (t) => {
  const answers = [
    null,
    answerOf(Buffer.alloc(ANSWER_BYTES_MAX + 1)),
    answerOf(Buffer.alloc(ANSWER_BYTES_MAX)),
  ]
  for (const answer of answers) {
    const { store, ticket, file, folder, room, states } = await newKept(t)
    await file.take(ONCE)
    await file.deliver(answer)
    const isStored = answer?.body.length === ANSWER_BYTES_MAX
    const told = `${answer?.body.length ?? 'no'} bytes`
    t.equal((await file.answer())?.body.length, isStored ? ANSWER_BYTES_MAX : undefined, told)
    const later = await opened(store, ticket)
    t.match(later, { state: 'delivered', length: BODY.length }, told)
    t.strictSame(later.digest, sha256(BODY), told)
    await t.rejects(bytesOf(later.body()), /gone/, told)
    t.strictSame(states(), ['delivered'], told)
    const size = statSync(join(folder, filesIn(folder)[0] ?? '')).size
    t.ok(isStored || size < 6 * KIB, `${told}: the body is cut off`)
    t.equal(room.total(), Math.max(16, Math.ceil(size / KIB)), `${told}: no more room than that`)
    await later.markAnswered()
    t.match(await store.open(ticket), { state: 'answered' }, told)
    t.ok(await later.remove(), told)
    t.equal(room.total(), 0, told)
  }
})

t.test('an answer for which there is no room is not stored, but it is delivered', async (t) => {
  const settings = { totalMax: 100 * KIB, networkMax: 100 * KIB }
  const { store, room } = await newScene(t, { settings })
  const file = await opened(store, await keep(store, Buffer.from('a=1')))
  await file.take(ONCE)
  await file.deliver(answerOf(Buffer.alloc(200 * KIB)))
  t.equal(file.state, 'delivered')
  t.equal(await file.answer(), null)
  t.equal(room.total(), 16)
})

t.test('of all who want to take it one gets it, in all workers and gates', async (t) => {
  const scene = await newScene(t)
  const other = await newScene(t, { folder: scene.folder })
  const stores = [scene.store, await newWorker(t, scene), other.store, await newWorker(t, other)]
  for (let round = 0; round < 10; round++) {
    const ticket = await keep(scene.store, BODY)
    const files = await Promise.all([...stores, ...stores].map((store) => opened(store, ticket)))
    const taken = await Promise.all(files.map((file) => file.take(ONCE)))
    t.equal(taken.filter(Boolean).length, 1, `round ${round}`)
    for (const file of files) t.equal(await file.reload(), 'delivering')
    const winner = files[taken.indexOf(true)]
    t.ok((await bytesOf(winner?.body() ?? fail())).equals(BODY))
    await winner?.deliver(answerOf('ok'))
    for (const file of files) {
      t.equal(await file.reload(), 'delivered')
      t.equal((await file.answer())?.body.toString(), 'ok')
      t.notOk(await file.take(AGAIN))
    }
  }
})

function fail(): never {
  throw new Error('nobody got it')
}

t.test('what was given back may be taken again by anybody', async (t) => {
  const { store, ticket, file } = await newKept(t)
  const waiting = await opened(store, ticket)
  await file.take(ONCE)
  t.notOk(await waiting.take(ONCE))
  await file.giveBack()
  t.equal(file.state, 'kept')
  t.equal(await waiting.reload(), 'kept')
  t.ok(await waiting.take(ONCE))
})

t.test(
  'what is unknown is taken by a press alone, and stays unknown where that does not reach',
  async (t) => {
    const { store, ticket, file } = await newKept(t)
    await file.take(ONCE)
    await file.lose()
    t.equal(file.state, 'unknown')
    t.notOk(await file.take(ONCE))
    t.match(await store.glance(ticket), { state: 'unknown' })
    t.ok(await file.take(AGAIN))
    await file.giveBack()
    t.equal(file.state, 'unknown', 'the first attempt may have arrived')
    t.notOk(await file.take(ONCE))
    t.ok(await file.take(AGAIN))
    await file.deliver(answerOf('ok'))
    t.equal((await file.answer())?.body.toString(), 'ok')
  },
)

t.test('a double press of "send again" sends it once', async (t) => {
  const { store, ticket, file } = await newKept(t)
  await file.take(ONCE)
  await file.lose()
  const [one, other] = [await opened(store, ticket), await opened(store, ticket)]
  t.ok(await one.take(AGAIN))
  t.notOk(await other.take(AGAIN))
  await one.lose()
  t.notOk(await other.take(AGAIN), 'not even when the first attempt has ended in the same state')
  t.equal(await other.reload(), 'unknown')
  t.ok(await other.take(AGAIN), 'a third press does')
})

t.test('it may be moved, and is then taken once at its new address', async (t) => {
  const { store, ticket, file, states } = await newKept(t)
  await file.take(ONCE)
  const target = `/new?${'\u00e9'.repeat(3000)}`
  t.ok(await file.move(target))
  t.strictSame([file.state, file.movedTo], ['moved', target])
  t.strictSame(states(), ['moved'])
  const later = await opened(store, ticket)
  t.strictSame([later.state, later.movedTo], ['moved', target])
  const glance = await store.glance(ticket)
  t.ok(glance?.isTarget(target))
  t.ok(glance?.isTarget(submissionOf().target))
  t.ok((await bytesOf(later.body())).equals(BODY))
  t.ok(await later.take(ONCE))
  t.notOk(await file.take(ONCE))
  await later.giveBack()
  t.equal(later.state, 'moved')
  await later.take(ONCE)
  t.notOk(await later.move('/'.padEnd(MOVED_BYTES_MAX + 1, 'x')), 'too long to be noted')
  t.equal(later.state, 'delivering')
  t.ok(await later.move('/'.padEnd(MOVED_BYTES_MAX, 'x')), 'and so long is not')
  await later.take(ONCE)
  t.ok(await later.move('/third'))
  t.equal((await opened(store, ticket)).movedTo, '/third')
  t.notOk((await store.glance(ticket))?.isTarget(target))
  await later.take(ONCE)
  await later.deliver(answerOf('ok'))
  const done = await opened(store, ticket)
  t.strictSame([done.state, done.movedTo], ['delivered', '/third'])
  t.ok((await store.glance(ticket))?.isTarget('/third'))
})

t.test('what a citizen deletes is gone, unless it is on its way', async (t) => {
  for (const again of [false, true]) {
    const { store, ticket, file, states, room } = await newKept(t)
    const other = await opened(store, ticket)
    await file.take(ONCE)
    t.notOk(await file.remove())
    t.notOk(await other.remove(), 'nor by one who did not know')
    if (again) await file.lose()
    else await file.giveBack()
    t.ok(await file.remove())
    t.strictSame(states(), [])
    t.equal(room.total(), 0)
    t.equal(await store.open(ticket), null)
    t.equal(await other.reload(), null)
    t.notOk(await other.remove())
    t.notOk(await other.take(AGAIN))
  }
})

t.test('a change that finds another state changes nothing', async (t) => {
  const { file, store, ticket, states } = await newKept(t)
  const all: ((file: KeptFile) => Promise<unknown>)[] = [
    (each) => each.giveBack(),
    (each) => each.lose(),
    (each) => each.deliver(answerOf('ok')),
    (each) => each.move('/new'),
    (each) => each.markAnswered(),
  ]
  for (const change of all) await change(file)
  t.strictSame([file.state, file.movedTo, ...states()], ['kept', null, 'kept'])
  const [one, other] = [await opened(store, ticket), await opened(store, ticket)]
  await one.take(ONCE)
  await other.reload()
  for (const change of all) await change(other)
  t.strictSame([other.state, ...states()], ['delivering', 'delivering'], 'who did not take it')
  await one.deliver(null)
  await other.reload()
  await one.markAnswered()
  await other.markAnswered()
  const end: KeptState[] = ['answered']
  t.strictSame([await other.reload()], end)
  for (const change of all) await change(other)
  t.strictSame(states(), end)
})

t.test('while one reads the name the others may change it as they like', async (t) => {
  const { store, ticket, file } = await newKept(t)
  const end = new AbortController()
  const looking = (async (): Promise<number> => {
    for (let looks = 1; ; looks++) {
      if ((await store.glance(ticket)) === null) throw new Error('it was not found')
      if ((await store.open(ticket)) === null) throw new Error('it did not open')
      if (end.signal.aborted) return looks
    }
  })()
  for (let i = 0; i < 60; i++) {
    await file.take(ONCE)
    await file.giveBack()
  }
  await file.take(ONCE)
  await file.deliver(answerOf('ok'))
  await file.markAnswered()
  end.abort()
  t.ok((await looking) > 0)
})

t.test('a large body is delivered by another worker while the first goes on', async (t) => {
  const scene = await newScene(t)
  const other = await newWorker(t, scene)
  const body = randomBytes(3 * MIB)
  const file = await opened(other, await keep(scene.store, body))
  t.ok(await file.take(ONCE))
  t.ok((await bytesOf(file.body())).equals(body))
})
