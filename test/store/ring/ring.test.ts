import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { RingGates } from '../../../src/store/ring/ring-gates.ts'
import { readRingSecret, ringSecretOf } from '../../../src/store/ring/ring-secret.ts'
import { readWord, spellWord } from '../../../src/store/ring/ring-word.ts'

const OURS = ringSecretOf('k'.repeat(43))
const OTHER = ringSecretOf('o'.repeat(43))
const KEYS = { signing: '11111111', accepted: ['11111111', '22222222'] }

/** What a gate with our secret says, unless told otherwise. */
function wordOf(gate: string, beat: number, secret: typeof OURS | null = OURS): string {
  return spellWord(KEYS, beat, { gate, secret })
}

t.test('a gate is believed that has our secret, and only in its own name', async (t) => {
  const said = { gate: 'a', secret: OURS }
  t.same(readWord(wordOf('a', 7), said), { ...KEYS, beat: 7, ring: 'ours' })
  t.match(readWord(wordOf('b', 7), said), { ring: 'forged' })
  t.match(readWord(wordOf('a', 7).replace('22222222', '33333333'), said), { ring: 'forged' })
  t.match(readWord(wordOf('a', 7, OTHER), said), { ring: 'other' })
  t.match(readWord(wordOf('a', 7, null), said), { ring: 'none' })
  t.match(readWord(wordOf('a', 7), { gate: 'a', secret: null }), { ring: 'none' })
  for (const odd of ['', 'x', '....', `${wordOf('a', 7)}x`]) t.equal(readWord(odd, said), null)
})

t.test('whoever says nothing new for ten seconds is gone, while the store answers', async (t) => {
  const gates = new RingGates()
  const hear = (nowMs: number, ...words: readonly (readonly [string, string])[]): number => {
    const peers = words.map(([id, ring]) => ({
      id,
      name: id,
      version: '1',
      since: '',
      gate: null,
      ring,
    }))
    gates.heard(peers, { self: 'me', secret: OURS, nowMs })
    return gates.others.length
  }
  t.equal(hear(0, ['me', wordOf('me', 1)], ['a', wordOf('a', 1)]), 1)
  t.match(gates.others, [{ id: 'a', ring: 'ours', ...KEYS }])
  for (let nowMs = 2_000; nowMs < 10_000; nowMs += 2_000) {
    t.equal(hear(nowMs, ['a', wordOf('a', 1)]), 1, 'somebody repeats what it said')
  }
  t.equal(hear(10_000, ['a', wordOf('a', 1)]), 0)
  t.equal(hear(12_000, ['a', wordOf('a', 2)]), 1, 'it is back')
  t.equal(hear(600_000), 1, 'it was the store that was away')
  t.equal(hear(602_000, ['a', wordOf('a', 3, null)]), 1)
  t.match(gates.others, [{ ring: 'ours' }], 'nobody takes its place without the secret')
  gates.forget()
  t.equal(gates.others.length, 0)
})

t.test('made-up gates take nobody’s place', async (t) => {
  const gates = new RingGates()
  const many = Array.from({ length: 300 }, (_, i) => `x${i}`)
  const peers = [...many, 'a'].map((id) => {
    const ring = wordOf(id, 1, id === 'a' ? OURS : null)
    return { id, name: id, version: '1', since: '', gate: null, ring }
  })
  gates.heard(peers, { self: 'me', secret: OURS, nowMs: 0 })
  t.equal(gates.others.length, 257)
  t.equal(gates.others.at(-1)?.id, 'a')
})

t.test('a secret is read where it is one, and nobody else’s', async (t) => {
  const file = join(t.testdir({}), 'ring.secret')
  writeFileSync(file, `${'k'.repeat(43)}\n`, { mode: 0o600 })
  t.same(readRingSecret(file), OURS)
  t.not(OURS.id, OTHER.id)
  chmodSync(file, 0o440)
  t.same(readRingSecret(file), OURS, 'as credentials of systemd look')
  for (const mode of [0o644, 0o660]) {
    chmodSync(file, mode)
    const spelled = `0${mode.toString(8)}`
    const message = `it is open to others (mode ${spelled}): chmod 600 ${file}, or 640 for a group`
    t.throws(() => readRingSecret(file), { message })
  }
  chmodSync(file, 0o600)
  for (const text of ['', 'k'.repeat(42), 'k'.repeat(513), `${'k'.repeat(43)} and more`]) {
    writeFileSync(file, text)
    t.throws(() => readRingSecret(file), { message: /does not hold 32 random bytes/ })
  }
  t.throws(() => readRingSecret(`${file}.none`), { code: 'ENOENT' })
})
