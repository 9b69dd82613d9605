import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type KeptStore, type Ticket } from '../../src/kept/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { answerOf, bytesOf, filesIn, keep, newScene, opened, type Scene } from './scene.ts'

const HEAD = 4096
const RECORD = 65_536 + 16

/** A body of four records, the last of them short, so each place of a file is one of these. */
const BODY = randomBytes(3 * 65_536 + 1000)

interface Kept extends Scene {
  readonly ticket: Ticket
  readonly path: string
  readonly bytes: Buffer
  /** Where the records of the body begin. */
  readonly start: number
}

async function newKept(t: Test): Promise<Kept> {
  const scene = await newScene(t)
  const ticket = await keep(scene.store, BODY)
  const path = join(scene.folder, filesIn(scene.folder)[0] ?? '')
  const bytes = readFileSync(path)
  return { ...scene, ticket, path, bytes, start: bytes.length - (3 * RECORD + 1000 + 16) }
}

/** What of a body comes out before it is found to be damaged; null where it does not even open. */
async function comesOut(store: KeptStore, ticket: Ticket): Promise<Buffer | null> {
  const file = await store.open(ticket)
  if (file === null) return null
  const pieces: Buffer[] = []
  try {
    for await (const piece of file.body()) pieces.push(piece)
  } catch {
    return Buffer.concat(pieces)
  }
  throw new Error('it comes out whole')
}

t.test('a bit that was turned over anywhere is noticed', async (t) => {
  const { store, ticket, path, bytes, start } = await newKept(t)
  const random = randomFrom(11)
  // All of the head that is written, and of the rest some, the first and the last byte of each part among them.
  const edges = [start - 1, start, start + RECORD - 1, start + RECORD, bytes.length - 1]
  const some = Array.from({ length: 40 }, () => wholeBelow(random, bytes.length - HEAD) + HEAD)
  const places = [...Array.from({ length: 192 }, (_, at) => at), HEAD, ...edges, ...some]
  for (const at of places) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ (1 << wholeBelow(random, 8))
    writeFileSync(path, changed)
    const out = await comesOut(store, ticket)
    const isBefore = out === null || BODY.subarray(0, out.length).equals(out)
    t.ok(isBefore, `byte ${at}: at most what comes before it`)
    if (at < start) t.equal(out, null, `byte ${at}: it does not open`)
    if (at < 192) t.equal(await store.glance(ticket), null, `byte ${at}: nor does the cookie tell`)
  }
  writeFileSync(path, bytes)
  t.ok((await bytesOf((await opened(store, ticket)).body())).equals(BODY), 'as it was it is good')
})

t.test('a file that was cut off or made longer does not open', async (t) => {
  const { store, ticket, path, bytes, start } = await newKept(t)
  const random = randomFrom(12)
  const ends = [0, 1, 191, HEAD, start, start + 16, start + RECORD, start + 3 * RECORD]
  const some = Array.from({ length: 20 }, () => wholeBelow(random, bytes.length))
  for (const end of [...ends, ...some, bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, end))
    t.equal(await store.open(ticket), null, `${end} bytes`)
  }
  writeFileSync(path, Buffer.concat([bytes, Buffer.of(0)]))
  t.equal(await store.open(ticket), null, 'a byte more')
  writeFileSync(path, Buffer.concat([bytes, bytes.subarray(start)]))
  t.equal(await store.open(ticket), null, 'its body twice')
})

t.test('a file that is cut off while it is read ends in an error', async (t) => {
  const { store, ticket, path, bytes, start } = await newKept(t)
  const file = await opened(store, ticket)
  writeFileSync(path, bytes.subarray(0, start + RECORD))
  await t.rejects(bytesOf(file.body()), { name: 'DamagedError' })
})

t.test('records that change places, are left out or doubled are noticed', async (t) => {
  const { store, ticket, path, bytes, start } = await newKept(t)
  const records = [0, 1, 2, 3].map((i) =>
    bytes.subarray(start + i * RECORD, Math.min(bytes.length, start + (i + 1) * RECORD)),
  )
  const orders = [
    [1, 0, 2, 3],
    [0, 2, 1, 3],
    [0, 0, 2, 3],
    [0, 1, 1, 3],
    [2, 1, 0, 3],
  ]
  for (const order of orders) {
    const body = order.map((i) => records[i] ?? Buffer.alloc(0))
    writeFileSync(path, Buffer.concat([bytes.subarray(0, start), ...body]))
    const out = await comesOut(store, ticket)
    const right = order.findIndex((record, i) => record !== i)
    t.equal(out?.length, right * 65_536, `${order.join()}: all before the wrong one, and no more`)
  }
})

t.test('an end that is another record is none', async (t) => {
  const { store, folder } = await newScene(t)
  const body = randomBytes(2 * 65_536)
  const ticket = await keep(store, body)
  const path = join(folder, filesIn(folder)[0] ?? '')
  const bytes = readFileSync(path)
  bytes.copy(bytes, bytes.length - RECORD, bytes.length - 2 * RECORD, bytes.length - RECORD)
  writeFileSync(path, bytes)
  t.equal((await comesOut(store, ticket))?.length, 65_536)
})

t.test('a file in the place of another does not open', async (t) => {
  const { store, folder } = await newScene(t)
  const tickets = [await keep(store, BODY), await keep(store, BODY)] as const
  const [one = '', other = ''] = filesIn(folder)
    .map((path) => join(folder, path))
    .toSorted((a) => (a.includes(tickets[0].id) ? -1 : 1))
  renameSync(one, `${one}.away`)
  renameSync(other, one)
  renameSync(`${one}.away`, other)
  for (const ticket of tickets) {
    t.equal(await store.open(ticket), null)
    t.equal(await store.glance(ticket), null)
  }
  t.equal(await store.open({ ...tickets[0], id: tickets[1].id }), null)
})

t.test("parts of another's file are noticed", async (t) => {
  const { store, ticket, path, bytes, start, folder } = await newKept(t)
  const other = await keep(store, BODY)
  const otherPath = filesIn(folder).find((name) => name.includes(other.id)) ?? ''
  const otherBytes = readFileSync(join(folder, otherPath))
  writeFileSync(path, Buffer.concat([bytes.subarray(0, start), otherBytes.subarray(start)]))
  t.equal((await comesOut(store, ticket))?.length, 0, 'its body')
  writeFileSync(path, Buffer.concat([otherBytes.subarray(0, HEAD), bytes.subarray(HEAD)]))
  t.equal(await store.open(ticket), null, 'its head')
  const submission = otherBytes.subarray(HEAD, start)
  writeFileSync(path, Buffer.concat([bytes.subarray(0, HEAD), submission, bytes.subarray(start)]))
  t.equal(await store.open(ticket), null, 'its submission')
})

t.test('where a submission was moved to cannot be changed', async (t) => {
  const { store, folder } = await newScene(t)
  const ticket = await keep(store, BODY)
  const file = await opened(store, ticket)
  await file.take({ again: false })
  t.ok(await file.move('/new'))
  const path = join(folder, filesIn(folder)[0] ?? '')
  const bytes = readFileSync(path)
  t.equal((await opened(store, ticket)).movedTo, '/new')
  for (let at = 512; at < 512 + 2 + 32 + 7 + 4 + 16; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(path, changed)
    const now = await store.open(ticket)
    const isTag = at >= 514 && at < 514 + 32
    t.equal(now?.movedTo, isTag ? '/new' : undefined, `byte ${at}`)
    if (isTag) t.notOk((await store.glance(ticket))?.isTarget('/new'), `byte ${at}`)
  }
})

t.test('a stored answer that was changed or cut off is no answer', async (t) => {
  const { store, folder } = await newScene(t)
  const ticket = await keep(store, BODY)
  const file = await opened(store, ticket)
  await file.take({ again: false })
  await file.deliver(answerOf(randomBytes(100_000)))
  const path = join(folder, filesIn(folder)[0] ?? '')
  const bytes = readFileSync(path)
  const changed = Buffer.from(bytes)
  changed[bytes.length - 5] = (changed[bytes.length - 5] ?? 0) ^ 1
  for (const spoilt of [changed, bytes.subarray(0, -1), bytes.subarray(0, bytes.length - 40_000)]) {
    writeFileSync(path, spoilt)
    await t.rejects(file.answer(), { name: 'DamagedError' })
  }
  writeFileSync(path, bytes)
  t.equal((await file.answer())?.body.length, 100_000)
})
