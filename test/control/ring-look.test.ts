import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { RingLook, ringLines } from '../../src/control/ring-look.ts'
import { type ValkeySettings } from '../../src/model/index.ts'
import { type RingGate, type RingSight, readRingSecret } from '../../src/store/index.ts'

const KEYS = { signing: '11111111', accepted: ['11111111'] }
const SAME: RingGate = { id: 'a1', name: 'gate-a', ring: 'ours', ...KEYS }
const LATE: RingGate = { id: 'b1', name: 'gate-b', ring: 'ours', signing: '22222222', accepted: [] }
const FOREIGN: RingGate = { ...LATE, id: 'c1', name: 'gate-c', ring: 'other' }

function settingsFor(ringSecretFile: string | null): ValkeySettings {
  const tls = null
  const named = { sentinel: null, user: null, passwordFile: null, prefix: 'paart', reachedAt: null }
  return { kind: 'valkey', servers: [], tls, ringSecretFile, ...named }
}

function makeLook(sight: RingSight): { readonly look: RingLook; readonly notes: string[] } {
  const notes: string[] = []
  const look = new RingLook(
    () => KEYS,
    () => sight,
    (line) => notes.push(line),
  )
  return { look, notes }
}

t.test('how keys go together is said, and what does not is told once', async (t) => {
  const { look, notes } = makeLook({
    others: [SAME, LATE, FOREIGN],
    secret: '0a0a0a0a',
    isFresh: true,
  })
  look.tell()
  look.tell()
  t.same(notes, [
    'gate gate-c c1 does not have the ring secret of this one: keys are not shared with it; see that store.ringSecretFile is the same at all gates',
  ])
  t.equal(
    ringLines(look.status()),
    `keys: shared by secret 0a0a0a0a, 11111111 signs here
  gate gate-b b1 signs with 22222222
  gate gate-c c1 signs with 22222222
  ${notes[0]}`,
  )
  const byHand = makeLook({ others: [SAME], secret: null, isFresh: true })
  byHand.look.tell()
  t.same(byHand.notes, [])
  t.equal(ringLines(byHand.look.status()), 'keys: copied by hand, 11111111 signs')
})

t.test('a secret that cannot be read again stays, and that is told once', async (t) => {
  const file = join(t.testdir({}), 'ring.secret')
  const { look, notes } = makeLook({ others: [], secret: null, isFresh: true })
  t.equal(look.secretOf({ kind: 'memory' }), null)
  t.equal(look.secretOf(settingsFor(null)), null)
  t.equal(look.secretOf(settingsFor(file)), null)
  t.match(notes, [/^the ring secret .* cannot be used, keys are not shared: ENOENT/])
  writeFileSync(file, 'k'.repeat(43), { mode: 0o600 })
  const { id } = readRingSecret(file)
  t.equal(look.secretOf(settingsFor(file))?.id, id)
  t.equal(look.status().fault, null)
  writeFileSync(file, 'short')
  t.equal(look.secretOf(settingsFor(file))?.id, id)
  t.equal(look.secretOf(settingsFor(file))?.id, id)
  t.match(notes.slice(1), [
    /^the ring secret .* cannot be used, the one read before stays: it does/,
  ])
  t.match(ringLines(look.status()), /\n {2}the ring secret .* the one read before stays/)
  t.equal(look.secretOf(settingsFor(`${file}.other`)), null, 'of another file nothing was read')
})
