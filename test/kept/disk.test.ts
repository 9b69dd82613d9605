import { randomBytes } from 'node:crypto'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { systemDisk } from '../../src/kept/disk.ts'
import { faultyDisk, type Operation } from './faulty-disk.ts'
import {
  answerOf,
  bytesOf,
  keep,
  SHARER,
  newFolder,
  newScene,
  opened,
  piecesOf,
  submissionOf,
} from './scene.ts'

const BODY = randomBytes(200_000)
const ONCE = { again: false }

/** What `keep` does with the disk, and which of it fails. A write for each record, the submission and the head. */
const STEPS: readonly (readonly [Operation, number])[] = [
  ['create', 1],
  ...[1, 2, 3, 4, 5, 6].map((nth) => ['write', nth] as const),
  ['sync', 1],
  ['close', 1],
  ['rename', 1],
  ['syncFolder', 1],
]

t.test('a disk that fails at any step keeps nothing and leaves nothing', async (t) => {
  const faulty = faultyDisk()
  const { store, room, states, faults } = await newScene(t, { disk: faulty.disk })
  for (const code of ['ENOSPC', 'EDQUOT', 'EACCES', 'EIO']) {
    for (const isForeign of [false, true]) {
      for (const [operation, nth] of STEPS) {
        const told = `${code} at ${operation} ${nth}`
        faulty.fail(operation, nth, code)
        faults.length = 0
        const arrival = { sharer: SHARER, declared: BODY.length }
        const kept = await store.keep(submissionOf({ isForeign }), piecesOf(BODY), arrival)
        t.equal(kept, 'broken', told)
        t.strictSame(states(), [], `${told}: nothing is left`)
        t.equal(room.total(), 0, `${told}: no room is held`)
        t.match(faults, [{ code }], `${told}: it is told`)
      }
    }
  }
  faulty.heal()
  const file = await opened(store, await keep(store, BODY))
  t.ok((await bytesOf(file.body())).equals(BODY), 'and then all is well again')
})

t.test('no ticket is given before the file and its name lie safely on the disk', async (t) => {
  const faulty = faultyDisk()
  const { store } = await newScene(t, { disk: faulty.disk })
  faulty.asked.length = 0
  await keep(store, BODY)
  const writes = Array.from({ length: 6 }, () => 'write')
  t.strictSame(faulty.asked, ['create', ...writes, 'sync', 'close', 'rename', 'syncFolder'])
})

t.test('it is taken when that lies safely on the disk, or not at all', async (t) => {
  const faulty = faultyDisk()
  const { store, states, faults } = await newScene(t, { disk: faulty.disk })
  const ticket = await keep(store, BODY)
  const file = await opened(store, ticket)
  for (const operation of ['rename', 'syncFolder'] as const) {
    faulty.fail(operation, 1, 'EIO')
    await t.rejects(file.take(ONCE), { code: 'EIO' }, operation)
    t.equal(file.state, 'kept', operation)
    t.strictSame(states(), ['kept'], operation)
  }
  faulty.heal()
  t.strictSame(faults, [])
  faulty.asked.length = 0
  t.ok(await file.take(ONCE))
  t.strictSame(faulty.asked, ['rename', 'syncFolder'])
})

t.test('an answer that the disk does not take leaves a receipt, which needs no room', async (t) => {
  const steps = [
    ['create', 1],
    ['write', 1],
    ['write', 2],
    ['sync', 1],
    ['close', 1],
    ['rename', 1],
  ] as const
  for (const [operation, nth] of steps) {
    const told = `${operation} ${nth}`
    const faulty = faultyDisk()
    const { store, states, room, faults } = await newScene(t, { disk: faulty.disk })
    const ticket = await keep(store, BODY)
    const file = await opened(store, ticket)
    await file.take(ONCE)
    faulty.fail(operation, nth, 'ENOSPC')
    await file.deliver(answerOf('ok'))
    faulty.heal()
    t.match(faults, [{ code: 'ENOSPC' }], told)
    t.equal(file.state, 'delivered', told)
    t.strictSame(states(), ['delivered'], told)
    t.equal(await file.answer(), null, told)
    t.equal(room.total(), 16, told)
    t.match(await store.open(ticket), { state: 'delivered', length: BODY.length }, told)
  }
})

t.test('where not even its name can be changed the delivery stays under way', async (t) => {
  const faulty = faultyDisk()
  const { store, states } = await newScene(t, { disk: faulty.disk })
  const file = await opened(store, await keep(store, BODY))
  await file.take(ONCE)
  faulty.fail('rename', 1, 'EROFS', true)
  for (const change of [
    () => file.deliver(answerOf('ok')),
    () => file.deliver(null),
    () => file.giveBack(),
    () => file.lose(),
  ]) {
    await t.rejects(change(), { code: 'EROFS' })
    t.strictSame([file.state, ...states()], ['delivering', 'delivering'])
  }
  t.notOk(await file.move('/new'))
  faulty.heal()
  await file.deliver(answerOf('ok'))
  t.equal((await file.answer())?.body.toString(), 'ok')
})

t.test('a receipt is one whether or not its body can be cut off', async (t) => {
  const faulty = faultyDisk()
  const { store, room, faults } = await newScene(t, { disk: faulty.disk })
  for (const operation of ['syncFolder', 'open', 'truncate'] as const) {
    const ticket = await keep(store, BODY)
    const file = await opened(store, ticket)
    await file.take(ONCE)
    faulty.fail(operation, 1, 'EIO')
    await file.deliver(null)
    faulty.heal()
    t.match(await store.open(ticket), { state: 'delivered', length: BODY.length }, operation)
    t.equal(await file.answer(), null, operation)
  }
  t.equal(faults.length, 3)
  t.equal(room.total(), 3 * 16)
})

t.test('a target that the disk does not take moves nothing', async (t) => {
  const faulty = faultyDisk()
  const { store, states } = await newScene(t, { disk: faulty.disk })
  const file = await opened(store, await keep(store, BODY))
  await file.take(ONCE)
  for (const operation of ['open', 'write', 'sync', 'close', 'rename'] as const) {
    faulty.fail(operation, 1, 'ENOSPC')
    t.notOk(await file.move('/new'), operation)
    t.strictSame(states(), ['delivering'], operation)
  }
  faulty.heal()
  t.ok(await file.move('/new'))
})

t.test('what cannot be read is not taken for gone', async (t) => {
  const faulty = faultyDisk()
  const { store } = await newScene(t, { disk: faulty.disk })
  const ticket = await keep(store, BODY)
  const file = await opened(store, ticket)
  for (const operation of ['list', 'open', 'read'] as const) {
    faulty.fail(operation, 1, 'EIO')
    await t.rejects(store.open(ticket), { code: 'EIO' }, operation)
    faulty.fail(operation, 1, 'EIO')
    await t.rejects(store.glance(ticket), { code: 'EIO' }, operation)
  }
  faulty.fail('read', 2, 'EIO')
  await t.rejects(bytesOf(file.body()), { code: 'EIO' })
  faulty.heal()
  t.ok((await bytesOf(file.body())).equals(BODY))
})

t.test('what was not even removed is removed when its worker has ended', async (t) => {
  const faulty = faultyDisk()
  const scene = await newScene(t, { disk: faulty.disk })
  const { room, states, faults, caretaker, clock } = scene
  const worker = await openKeptStore(scene.options)
  faulty.fail('remove', 1, 'EROFS')
  async function* cut(): AsyncGenerator<Buffer> {
    yield BODY
    throw new Error('aborted')
  }
  const arrival = { sharer: SHARER, declared: BODY.length }
  await t.rejects(worker.keep(submissionOf(), cut(), arrival), /aborted/)
  t.match(faults, [{ code: 'EROFS', doing: 'remove' }])
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['part'], 'it may be on its way')
  t.ok(room.total() > 0)
  await worker.close()
  await caretaker.sweep(clock.now)
  t.strictSame(states(), [])
  t.equal(room.total(), 0)
})

t.test('a sweep goes on behind a file at which the disk fails', async (t) => {
  const faulty = faultyDisk()
  const { store, states, caretaker, clock, settings, faults } = await newScene(t, {
    disk: faulty.disk,
  })
  for (let i = 0; i < 5; i++) await keep(store, Buffer.from('a'))
  clock.now += settings.forMs
  faulty.fail('remove', 1, 'EIO')
  await caretaker.sweep(clock.now)
  t.strictSame(states(), ['kept'])
  t.match(faults, [{ code: 'EIO' }])
  faulty.fail('list', 1, 'EIO')
  await caretaker.sweep(clock.now)
  t.equal(faults.length, 2, 'nor does it end the gate')
  await caretaker.sweep(clock.now)
  t.strictSame(states(), [])
})

t.test('a folder that cannot be used is refused when it is opened', async (t) => {
  const folder = newFolder(t)
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const scene = await newScene(t)
  const options = { ...scene.options, settings: () => ({ ...scene.settings, folder: file }) }
  await t.rejects(openCaretaker(options), { name: 'DiskError', code: 'EEXIST' })
  await t.rejects(openKeptStore(options), 'nor for a worker')
  const faulty = faultyDisk()
  faulty.fail('makeFolder', 1, 'EACCES')
  await t.rejects(openCaretaker({ ...scene.options, disk: faulty.disk }), { code: 'EACCES' })
})

t.test('where the folder vanished nothing can be kept until the next sweep', async (t) => {
  const { store, room, folder, faults, caretaker, clock } = await newScene(t)
  const ticket = await keep(store, BODY)
  room.release({ ...room.placesOf(SHARER), kib: room.total() })
  rmSync(folder, { recursive: true })
  const arrival = { sharer: SHARER, declared: BODY.length }
  t.equal(await store.keep(submissionOf(), piecesOf(BODY), arrival), 'broken')
  t.match(faults, [{ code: 'ENOENT', doing: 'create' }])
  t.equal(room.total(), 0)
  t.equal(await store.open(ticket), null)
  t.equal(await store.glance(ticket), null)
  await caretaker.sweep(clock.now)
  await t.resolves(keep(store, BODY), 'the next sweep makes it again')
  t.equal(statSync(folder).mode & 0o777, 0o700)
})

t.test('many pieces are written whole, and what is read ends with the file', async (t) => {
  const folder = newFolder(t)
  const path = join(folder, 'file')
  const file = systemDisk.create(path)
  const pieces = Array.from({ length: 3000 }, (_, i) => Buffer.from(`${i},`))
  await systemDisk.write(file, pieces, 2)
  t.equal(await systemDisk.size(file), 2 + Buffer.concat(pieces).length)
  await systemDisk.close(file)
  const again = await systemDisk.open(path, 'r')
  const read = await systemDisk.read(again, 1_000_000, 2)
  t.ok(read.equals(Buffer.concat(pieces)))
  await systemDisk.close(again)
  t.throws(() => systemDisk.create(path), { code: 'EEXIST' })
})
