import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  type KeyFile,
  keysOf,
  newKeyFile,
  parseKeyFile,
  tombstone,
} from '../../src/client/index.ts'
import { heardKeysOf, keyFactsOf } from '../../src/control/changes/key-facts.ts'
import { saveKeys } from '../../src/control/changes/key-store.ts'
import { type RingSight } from '../../src/store/index.ts'
import { fakeClock } from '../support/clock.ts'
import { startCrew } from '../support/crew.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { makeKeyDesk } from '../support/key-desk.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, earnPass, anyProofFor, sendProof, silentTokenIn } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CHECKED = configText({
  backendPort: origin.port,
  workers: 2,
  policies: 'open: { challenge: always }',
})

/** `kid` of a pass. */
function keyOf(cookie: string): string {
  const [header = ''] = cookie.slice(cookie.indexOf('=') + 1).split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

t.test('a key that somebody else may know is dropped at once', async (t) => {
  const gate = await startFileGate(t, CHECKED)
  const stolen = await earnPass(gate.port, '/')
  const first = keyOf(stolen)
  t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: stolen })).status, 200)
  t.equal((await gate.ask('POST', '/keys/00000000/revoke')).status, 404)
  const { report } = await gate.ask('POST', `/keys/${first}/revoke`)
  t.match(report, { ok: true, revoked: first })
  for (let asked = 0; asked < 8; asked++) {
    t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: stolen })).status, 403)
  }
  const fresh = await earnPass(gate.port, '/')
  t.equal(keyOf(fresh), report['signing'])
  const kept = readFileSync(join(gate.folder, 'run/keys.json'), 'utf8')
  const { keys, revoked } = JSON.parse(kept) as KeyFile
  t.notMatch(JSON.stringify(keys), first, 'the next start does not know it either')
  t.match(revoked, [{ id: first }], 'and no other gate can bring it back')
})

t.test('nobody is checked again when the key changes', async (t) => {
  const gate = await startFileGate(t, CHECKED)
  const keysFile = join(gate.folder, 'run/keys.json')
  const before = await earnPass(gate.port, '/')
  const page = await get(gate.port, '/', NAVIGATION)
  const first = keyOf(before)

  const rotated = await gate.ask('POST', '/keys/rotate')
  t.match(rotated, { status: 200, report: { ok: true, from: first } })
  // Connections are spread over both workers by the system.
  for (let asked = 0; asked < 8; asked++) {
    t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: before })).status, 200)
    t.equal(keyOf(await earnPass(gate.port, '/')), rotated.report['to'])
  }
  const proof = await anyProofFor(silentTokenIn(page.text) ?? '')
  t.equal((await sendProof(gate.port, proof)).status, 204, 'a page that was open is good still')

  const listed = await gate.askText('GET', '/keys')
  t.match(listed.text, new RegExp(`^key .*\\n${first} .*verifies until 20.*\\n.* signs\\n$`))
  const kept = JSON.parse(readFileSync(keysFile, 'utf8')) as KeyFile
  for (const { secret } of kept.keys) t.notMatch(listed.text, secret)
  const { keys } = (await gate.ask('GET', '/keys')).report
  t.match(keys, [
    { id: first, signing: false, verifyUntil: /^20/ },
    { id: rotated.report['to'], signing: true, verifyUntil: null },
  ])
  t.notMatch(JSON.stringify(keys), 'secret')
  t.equal(kept.signing, rotated.report['to'], 'the next start signs with it as well')

  await gate.ask('POST', '/workers/0/restart?abrupt')
  await gate.ask('POST', '/workers/1/restart?abrupt')
  t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: before })).status, 200)

  for (let keys = 2; keys < 8; keys++) await gate.ask('POST', '/keys/rotate')
  t.match(await gate.askText('POST', '/keys/rotate'), {
    status: 409,
    text: /^8 keys are in use, and there may be no more; the next is dropped at 20/,
  })

  const { signing } = JSON.parse(readFileSync(keysFile, 'utf8')) as KeyFile
  const replaced = await gate.ask('POST', `/keys/${signing}/revoke`)
  t.match(replaced, { status: 200, report: { ok: true, revoked: signing } }, 'one for another')
  t.not(replaced.report['signing'], signing)
  t.equal((JSON.parse(readFileSync(keysFile, 'utf8')) as KeyFile).keys.length, 8)

  rmSync(join(gate.folder, 'run'), { recursive: true })
  t.match(await gate.ask('POST', '/keys/rotate'), { status: 409 })
})

t.test('an old key verifies until the longest pass it may have signed has expired', async (t) => {
  const { rollout, supervisor } = await startCrew(t, { workers: 1, text: CHECKED })
  const clock = fakeClock(1_800_000_000_000)
  const file = join(t.testdir({}), 'keys.json')
  let lifetimeSeconds = 3_600
  const { keeper, desk } = makeKeyDesk({
    file,
    clock,
    rollout,
    supervisor,
    lifetimeSeconds: () => lifetimeSeconds,
  })
  lifetimeSeconds = 7_200
  keeper.noteLifetime()
  lifetimeSeconds = 1
  keeper.noteLifetime()
  await desk.rotate()
  const [old] = rollout.terms.keys.keys
  t.equal(old?.verifyUntil, 1_800_000_000 + 7_200 + 60)
  await desk.rotate()
  const shortest = rollout.terms.keys.keys[1]?.verifyUntil
  t.equal(shortest, 1_800_000_000 + 3_600 + 60, 'check pages that are open count as well')

  clock.advance(3_660_000)
  await keeper.prune()
  t.strictSame(
    rollout.terms.keys.keys.map(({ verifyUntil }) => verifyUntil),
    [1_800_000_000 + 7_260, undefined],
  )
  t.equal(rollout.terms.keys.keys.length, 2)
  t.strictSame(keysOf(parseKeyFile(readFileSync(file, 'utf8'))), rollout.terms.keys)
  const { revision } = rollout.terms
  await keeper.prune()
  t.equal(rollout.terms.revision, revision, 'where nothing is to be dropped nobody is asked')
})

t.test('a new key that one worker refuses never signs', async (t) => {
  const { rollout, supervisor, order } = await startCrew(t, { workers: 2, text: CHECKED })
  const { desk } = makeKeyDesk({
    file: join(t.testdir({}), 'keys.json'),
    clock: fakeClock(1_800_000_000_000),
    rollout,
    supervisor,
    lifetimeSeconds: () => 60,
  })
  const { signing } = rollout.terms.keys
  order('order-1-at-prepare', 'refuse')
  await t.rejects(desk.rotate(), { message: 'a worker refused the keys: ordered to refuse' })
  t.equal(rollout.terms.keys.signing, signing)
})

t.test('keys that cannot be kept are not used', async (t) => {
  const { rollout, supervisor } = await startCrew(t, { workers: 1, text: CHECKED })
  const { desk } = makeKeyDesk({
    file: join(t.testdir({}), 'no/such/folder/keys.json'),
    clock: fakeClock(1_800_000_000_000),
    rollout,
    supervisor,
    lifetimeSeconds: () => 60,
  })
  await t.rejects(desk.rotate(), { message: /ENOENT/ })
  t.equal(rollout.terms.revision, 1)
})

t.test('keys beside which nothing can be written are read all the same', async (t) => {
  const { rollout, supervisor } = await startCrew(t, { workers: 1, text: CHECKED })
  const written = join(t.testdir({}), 'keys.json')
  const other = newKeyFile(1_800_000_000)
  saveKeys(written, { ...rollout.terms.keys, keys: [...rollout.terms.keys.keys, ...other.keys] })
  const descriptor = openSync(written, 'r')
  t.teardown(() => closeSync(descriptor))
  const { keeper, desk } = makeKeyDesk({
    // Nobody, root included, can make a lock there.
    file: `/proc/self/fd/${descriptor}`,
    clock: fakeClock(1_800_000_000_000),
    rollout,
    supervisor,
    lifetimeSeconds: () => 60,
  })
  t.equal(await keeper.tryToRead(), null)
  const ids = rollout.terms.keys.keys.map(({ id }) => id)
  t.ok(ids.includes(other.signing), 'the other gate’s key counts')
  t.equal(ids.length, 2)
  t.notOk(keeper.isBehind, 'it is not read again before it changes')
  await t.rejects(desk.rotate(), { code: 'ENOENT' }, 'what is new must be written')
})

t.test('a key waits for gates that share the ring, and for a store that is away', async (t) => {
  const { rollout, supervisor } = await startCrew(t, { workers: 1, text: CHECKED })
  const { signing } = rollout.terms.keys
  const other = { id: 'b', name: 'gate-b', ring: 'ours' as const, signing, accepted: [signing] }
  const made = { id: 'x', name: 'made up', ring: 'none' as const, signing, accepted: [] }
  let sight: RingSight = { others: [other, made], secret: 'x', isFresh: true }
  const { desk, keeper, notes } = makeKeyDesk(
    {
      file: join(t.testdir({}), 'keys.json'),
      clock: fakeClock(1_800_000_000_000),
      rollout,
      supervisor,
      lifetimeSeconds: () => 60,
    },
    { sight: () => sight, share: () => Promise.resolve() },
  )
  const waiting = await desk.rotate()
  const [, next] = rollout.terms.keys.keys
  t.match(waiting, {
    ending: 'failed',
    report: { ok: false, next: next?.id, waitsFor: [{ id: 'b', name: 'gate-b' }] },
    text: `${next?.id} does not sign yet: gate gate-b b does not accept it yet`,
  })
  t.equal(rollout.terms.keys.signing, signing)
  const accepts = { ...other, accepted: [signing, next?.id ?? ''] }
  sight = { ...sight, others: [accepts], isFresh: false }
  t.equal(await desk.tidy(), null)
  t.equal(rollout.terms.keys.signing, signing, 'nobody knows who is there')
  sight = { ...sight, isFresh: true }
  t.equal(await desk.tidy(), null)
  t.equal(rollout.terms.keys.signing, next?.id)
  t.same(notes, [`key ${next?.id} signs now: all gates accept it`])
  t.same(keeper.accepted, [signing, next?.id])
  sight = { ...sight, others: [], isFresh: false }
  t.match(await desk.rotate(), { ending: 'failed', text: /the store does not answer/ })
  sight = { ...sight, others: [accepts] }
  const revoked = await desk.revoke(next?.id ?? '')
  t.match(revoked, { ending: 'done', report: { stillAt: [{ id: 'b' }] } }, 'that waits for nobody')
  t.match(keeper.own.revoked, [{ id: next?.id }])
})

t.test('what others say of keys is taken up, and outlives a disk that is full', async (t) => {
  const { rollout, supervisor } = await startCrew(t, { workers: 1, text: CHECKED })
  const folder = join(t.testdir({}), 'no/such/folder')
  const { desk, keeper, notes } = makeKeyDesk({
    file: join(folder, 'keys.json'),
    clock: fakeClock(1_800_000_000_000),
    rollout,
    supervisor,
    lifetimeSeconds: () => 60,
  })
  const { signing } = rollout.terms.keys
  const [theirs] = newKeyFile(1_800_000_000, 'bbbbbb').keys
  if (theirs === undefined) throw new Error('it has one')
  const gone = tombstone(signing, 1_800_000_000)
  desk.news.adopt(keyFactsOf({ ...rollout.terms.keys, keys: [theirs], revoked: [gone] }))
  await eventually('it is taken up', () => notes.length > 0)
  t.same(notes, [
    `keys, by another gate: ${theirs.id} is accepted, ${signing} was revoked, ${theirs.id} signs`,
  ])
  t.same(rollout.terms.keys.keys, [theirs])
  t.same(keeper.own.revoked, [gone])
  t.notOk(desk.news.isAny)
  t.same(desk.news.inUse(), { signing: theirs.id, accepted: [theirs.id] })
  t.same(heardKeysOf(desk.news.all()), { keys: [theirs], revoked: [gone] })
})
