import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { Turns } from '../../../src/proxy/bounds/turns.ts'

/** Takes turns as an answer does that never ends. */
class Endless {
  pieces = 0
  #isOver = false
  readonly #turns: Turns

  constructor(turns: Turns) {
    this.#turns = turns
  }

  onTurn = (): void => {
    this.pieces++
    if (!this.#isOver) this.#turns.take(this)
  }

  stop(): void {
    this.#isOver = true
    this.#turns.leave(this)
  }
}

t.test('a single long answer waits for nobody, turn after turn', async (t) => {
  const turns = new Turns()
  const alone = { onTurn: () => t.fail('it never had to wait') }
  for (let turn = 0; turn < 20; turn++) {
    t.equal(turns.take(alone), true)
    t.equal(turns.take(alone), true)
    await nextTurn()
  }
})

t.test('of a thousand, some go on in each turn, and all as often', async (t) => {
  const turns = new Turns()
  const some = Array.from({ length: 1_000 }, () => new Endless(turns))
  const all = some.filter((one) => !turns.take(one))
  let before = 0
  for (let turn = 0; turn < 300; turn++) {
    await nextTurn()
    const pieces = all.reduce((sum, one) => sum + one.pieces, 0)
    t.ok(pieces - before <= 16, 'two turns at most lie between')
    before = pieces
  }
  const counts = all.map(({ pieces }) => pieces)
  t.ok(Math.max(...counts) - Math.min(...counts) <= 1, 'nobody is passed over')
  t.ok(before > 1_000, 'it goes on')
  for (const one of all) one.stop()
})

t.test('who leaves gets no turn', async (t) => {
  const turns = new Turns()
  const busy = Array.from({ length: 10 }, () => ({ onTurn: () => undefined }))
  for (const one of busy) turns.take(one)
  const gone = { onTurn: () => t.fail('it has left') }
  t.equal(turns.take(gone), false)
  turns.leave(gone)
  await nextTurn()
  await nextTurn()
  t.equal(turns.take(gone), true, 'and finds room again')
})

t.test('where it rests, every other turn is for others', async (t) => {
  const turns = new Turns(2, { rests: true })
  const all = Array.from({ length: 6 }, () => new Endless(turns)).filter((one) => !turns.take(one))
  const pieces = (): number => all.reduce((sum, one) => sum + one.pieces, 0)
  const inTurns: number[] = []
  for (let turn = 0; turn < 8; turn++) {
    const before = pieces()
    await nextTurn()
    inTurns.push(pieces() - before)
  }
  for (const one of all) one.stop()
  t.strictSame(new Set(inTurns), new Set([0, 2]))
  t.notOk(inTurns.some((count, i) => count > 0 && (inTurns[i + 1] ?? 0) > 0))
})
