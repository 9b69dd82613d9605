import t from 'tap'
import { type FileName, isOver, readName, spellName } from '../../src/kept/names.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { spoil } from '../support/spoil.ts'

const STATES = ['part', 'kept', 'delivering', 'delivered', 'answered', 'unknown', 'moved', 'gone']

t.test('a name is read as it was written, and nothing else is a name', async (t) => {
  const random = randomFrom(3)
  const below = (end: number): number => wholeBelow(random, end)
  const text = (letters: string, length: number): string =>
    Array.from({ length }, () => letters.charAt(below(letters.length))).join('')
  for (let i = 0; i < 2000; i++) {
    const state = STATES[below(STATES.length)] as FileName['state']
    const name: FileName = {
      id: text('ABCXYZabcxyz0123456789', 16),
      atSeconds: below(2 ** 33),
      kib: below(2 ** 31),
      place: below(65_536),
      around: Array.from({ length: below(3) }, () => below(65_536)),
      account: text('0123456789abcdef', 12),
      state,
      owner: below(2) === 0 ? null : text('0123456789abcdef', 12),
    }
    const spelled = spellName(name)
    if (!t.same(readName(spelled), name)) return
    const spoilt = spoil(spelled, ['.', '/', 'kept', 'Z', '-', ' ', '\u00e9'], below)
    const read = readName(spoilt)
    if (read !== null && !t.equal(spellName(read), spoilt)) return
  }
  for (const other of ['', '.', 'notes.txt', 'a.lock', '../../etc/passwd']) {
    t.equal(readName(other), null)
  }
})

t.test('over is what is too old, and what comes from a wrong future', async (t) => {
  const name = readName(`${'A'.repeat(16)}.rs.1.1.${'a'.repeat(12)}.kept`) as FileName
  t.equal(name.atSeconds, 1000)
  t.match(name, { place: 1, around: [] }, 'as names were before the networks around counted')
  const at = 1_000_000
  for (const [nowMs, want] of [
    [at, false],
    [at + 999, false],
    [at + 59_999, false],
    [at + 60_000, true],
    [at - 60_000, false],
    [at - 60_001, true],
  ] as const) {
    t.equal(isOver(name, nowMs, 60_000), want, `${nowMs - at} ms later`)
  }
})
