import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Ticket } from '../../src/kept/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import {
  bytesOf,
  filesIn,
  keep,
  KIB,
  MIB,
  SHARER,
  newScene,
  NOON_MS,
  opened,
  piecesOf,
  sha256,
  submissionOf,
} from './scene.ts'

t.test('what is kept comes back byte for byte, however long it is', async (t) => {
  const { store, room } = await newScene(t)
  const record = 64 * KIB
  for (const size of [0, 1, record - 1, record, record + 1, 2 * record, MIB + 3]) {
    for (const isChunked of [false, true]) {
      const body = randomBytes(size)
      const file = await opened(store, await keep(store, body, { isChunked }))
      const told = `${size} bytes, ${isChunked ? 'in chunks' : 'declared'}`
      t.strictSame(file.submission, submissionOf(), `${told}: the submission`)
      t.equal(file.state, 'kept', told)
      t.equal(file.length, size, told)
      t.strictSame(file.digest, sha256(body), `${told}: its digest`)
      t.ok((await bytesOf(file.body())).equals(body), `${told}: its body`)
      t.ok((await bytesOf(file.body())).equals(body), `${told}: and once more`)
      t.ok(await file.remove(), told)
    }
  }
  t.equal(room.total(), 0, 'all room is given back')
})

t.test('pieces of any size make the same file', async (t) => {
  const { store } = await newScene(t)
  const random = randomFrom(7)
  const body = randomBytes(400_001)
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length;) {
      const size = [0, 1, 17, 65_536, 100_000][wholeBelow(random, 5)] ?? 1
      yield body.subarray(at, at + size)
      at += size
    }
  }
  const arrival = { sharer: SHARER, declared: body.length }
  const ticket = (await store.keep(submissionOf(), pieces(), arrival)) as Ticket
  const file = await opened(store, ticket)
  t.ok((await bytesOf(file.body())).equals(body))
})

function modeOf(path: string): number {
  return statSync(path).mode & 0o777
}

t.test(
  'only its owner may enter the folder or read a file, and nothing in it can be read',
  async (t) => {
    const { store, folder } = await newScene(t)
    const body = Buffer.from(`geheim=${'Tr\u00e4nen'.repeat(20_000)}`)
    const ticket = await keep(store, body)
    const [path = ''] = filesIn(folder)
    const file = join(folder, path)
    t.equal(modeOf(folder), 0o700)
    t.equal(modeOf(join(file, '..')), 0o700)
    t.equal(modeOf(file), 0o600)
    const bytes = readFileSync(file).toString('latin1') + path
    for (const word of ['/submit', 'sid=S1', 'forms', 'geheim', 'nen', 'POST', '192.0.2']) {
      t.notOk(bytes.includes(word), `no ${word}`)
    }
    for (const half of [ticket.cookieHalf, ticket.pageHalf]) {
      t.notOk(bytes.includes(half), 'nor a half of the key')
      t.notOk(bytes.includes(Buffer.from(half, 'base64url').toString('latin1')))
    }
  },
)

t.test('a folder that others may read is closed to them', async (t) => {
  const { folder } = await newScene(t)
  chmodSync(folder, 0o755)
  await newScene(t, { folder })
  t.equal(modeOf(folder), 0o700)
})

t.test('without both halves nothing opens', async (t) => {
  const { store } = await newScene(t)
  const ticket = await keep(store, Buffer.from('a=1'))
  const other = await keep(store, Buffer.from('a=2'))
  const wrong: readonly Partial<Ticket>[] = [
    { cookieHalf: other.cookieHalf },
    { pageHalf: other.pageHalf },
    { cookieHalf: ticket.pageHalf, pageHalf: ticket.cookieHalf },
    { id: other.id },
    { id: 'AAAAAAAAAAAAAAAA' },
    { id: '../../etc/passwd' },
    { id: `${ticket.id}x` },
    { id: ticket.id.slice(1) },
    { id: '' },
    { cookieHalf: '' },
    { pageHalf: `${ticket.pageHalf}A` },
    { pageHalf: `\u00e9${ticket.pageHalf.slice(1)}` },
  ]
  for (const part of wrong)
    t.equal(await store.open({ ...ticket, ...part }), null, JSON.stringify(part))
  t.not(await store.open(ticket), null, 'with both it does')
})

t.test('what the cookie alone tells', async (t) => {
  const { store } = await newScene(t)
  const body = Buffer.from('a=1')
  const ticket = await keep(store, body)
  const other = await keep(store, body, { submission: { target: '/other' } })
  const glance = await store.glance(ticket)
  t.match(glance, { state: 'kept', atMs: NOON_MS, length: 3 })
  t.ok(glance?.isTarget(submissionOf().target))
  t.notOk(glance?.isTarget('/submit'))
  t.ok(glance?.isBody(sha256(body)))
  t.notOk(glance?.isBody(sha256(Buffer.from('a=2'))))
  t.equal(await store.glance({ ...ticket, cookieHalf: other.cookieHalf }), null, 'a wrong half')
  t.equal(await store.glance({ ...ticket, cookieHalf: ticket.pageHalf }), null, "the page's half")
  t.equal(await store.glance({ ...ticket, id: 'AAAAAAAAAAAAAAAA' }), null, 'an unknown id')
  t.equal(await store.glance({ ...ticket, id: '/' }), null, 'no id')
})

t.test('when its time is over it is not found, whether or not it is swept', async (t) => {
  const { store, clock, settings } = await newScene(t)
  const ticket = await keep(store, Buffer.from('a=1'))
  clock.now = NOON_MS + settings.forMs - 1
  t.not(await store.open(ticket), null)
  t.not(await store.glance(ticket), null)
  clock.now = NOON_MS + settings.forMs
  t.equal(await store.open(ticket), null)
  t.equal(await store.glance(ticket), null)
  clock.now = NOON_MS - settings.forMs - 1000
  t.equal(await store.open(ticket), null, 'nor is one from a wrong future')
})

t.test('of what is being delivered the end is shown, also when its time is over', async (t) => {
  const { store, clock, settings } = await newScene(t)
  const ticket = await keep(store, Buffer.from('a=1'))
  const file = await opened(store, ticket)
  t.ok(await file.take({ again: false }))
  clock.now = NOON_MS + settings.forMs
  t.match(await store.glance(ticket), { state: 'delivering' })
  t.match(await store.open(ticket), { state: 'delivering' })
})

t.test(
  'what is too large is refused before its first byte, or at the byte that is too much',
  async (t) => {
    const { store, room, states } = await newScene(t, { settings: { bytesMax: 100_000 } })
    const untouched = {
      [Symbol.asyncIterator]: () => t.fail('the body is touched') as never,
    }
    const told = await store.keep(submissionOf(), untouched, {
      sharer: SHARER,
      declared: 100_001,
    })
    t.equal(told, 'too-large')
    t.notOk(store.mayKeep(SHARER, 100_001, false))
    t.ok(store.mayKeep(SHARER, 100_000, false))
    let read = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        read += 10_000
        yield Buffer.alloc(10_000)
      }
    }
    t.equal(
      await store.keep(submissionOf(), endless(), { sharer: SHARER, declared: null }),
      'too-large',
    )
    t.equal(read, 110_000, 'no more is read')
    t.equal(room.total(), 0)
    t.strictSame(states(), [], 'nothing is left')
  },
)

t.test('a body that is not what was declared is not kept', async (t) => {
  const { store, room, states } = await newScene(t)
  for (const declared of [2, 4]) {
    const arrival = { sharer: SHARER, declared }
    t.equal(await store.keep(submissionOf(), piecesOf(Buffer.from('a=1')), arrival), 'broken')
  }
  for (const declared of [3, null]) {
    const arrival = { sharer: SHARER, declared }
    await t.rejects(store.keep(submissionOf(), cut(), arrival), { code: 'ECONNRESET' })
  }
  t.equal(room.total(), 0)
  t.strictSame(states(), [], 'nothing is left')
})

async function* cut(): AsyncGenerator<Buffer> {
  yield Buffer.from('a')
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

t.test('room is asked for before the body, and what chunks did not need comes back', async (t) => {
  const settings = { bytesMax: MIB, networkMax: 2 * MIB, totalMax: 4 * MIB }
  const { store, room, states } = await newScene(t, { settings })
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  async function* slow(): AsyncGenerator<Buffer> {
    yield Buffer.from('a=')
    await gate
    yield Buffer.from('1')
  }
  const arrival = { sharer: SHARER, declared: null }
  const first = store.keep(submissionOf(), slow(), arrival)
  t.strictSame(states(), ['part'])
  t.ok(room.total() > 1024, 'the room of the largest')
  t.equal(await store.keep(submissionOf(), slow(), arrival), 'full')
  t.notOk(store.mayKeep(SHARER, MIB, false))
  t.ok(
    store.mayKeep({ ...SHARER, network: '198.51.100.0/24' }, MIB, false),
    'another network has its own',
  )
  open()
  t.equal(typeof (await first), 'object')
  t.equal(room.total(), 16, 'the least that a file takes')
  t.ok(store.mayKeep(SHARER, MIB, false))
})

t.test('what comes from other sites is the first to find no room', async (t) => {
  const settings = { bytesMax: MIB, networkMax: MIB, totalMax: 1024 * MIB }
  const { store } = await newScene(t, { settings })
  const half = 500 * KIB
  const foreign = { submission: { isForeign: true } }
  await keep(store, randomBytes(half))
  t.notOk(store.mayKeep(SHARER, half, true))
  await t.rejects(keep(store, randomBytes(half), foreign), /full/)
  t.ok(store.mayKeep(SHARER, half, false))
  await keep(store, randomBytes(half))
})

t.test('small ones cost what they take on a disk, so their number has an end', async (t) => {
  const { store } = await newScene(t, { settings: { totalMax: 1 * MIB, networkMax: MIB } })
  let kept = 0
  while (store.mayKeep(SHARER, 1, false)) {
    await keep(store, Buffer.from('a'))
    kept++
  }
  t.equal(kept, 64, '16 KiB each')
})
