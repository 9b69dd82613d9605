import t from 'tap'
import { HeldBytes, LARGE_PIECE_BYTES } from '../../../src/proxy/bounds/held-bytes.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

t.test('pieces of any size come out as they went in', (t) => {
  const random = randomFrom(7)
  for (let round = 0; round < 200; round++) {
    const held = new HeldBytes()
    const sent: Buffer[] = []
    for (let i = wholeBelow(random, 60); i >= 0; i--) {
      const most = [3, 900, 4_095, 20_000][wholeBelow(random, 4)] ?? 0
      const piece = Buffer.alloc(1 + wholeBelow(random, most), wholeBelow(random, 256))
      held.add(piece)
      sent.push(piece)
    }
    const want = Buffer.concat(sent)
    t.ok(held.whole().equals(want) && Buffer.concat(held.pieces).equals(want), `round ${round}`)
    t.ok(held.length === want.length && held.capacity >= want.length)
  }
  t.end()
})

t.test('small pieces share memory, large ones are not copied', (t) => {
  const held = new HeldBytes()
  for (let i = 0; i < 65_536; i++) held.add(Buffer.from([i & 0xff]))
  t.equal(held.pieces.length, 4, 'a buffer for each 16 KiB')
  t.equal(held.capacity, 65_536)
  const large = Buffer.alloc(5_000)
  held.add(large)
  t.equal(held.pieces.at(-1), large)
  t.equal(new HeldBytes().whole().length, 0)
  t.end()
})

t.test("an empty piece takes nobody's place", (t) => {
  const held = new HeldBytes()
  const large = Buffer.alloc(LARGE_PIECE_BYTES, 'l')
  for (const piece of [large, Buffer.alloc(0), large, Buffer.from('s'), Buffer.alloc(0)])
    held.add(piece)
  t.equal(held.whole().length, 2 * LARGE_PIECE_BYTES + 1)
  t.equal(held.length, held.whole().length)
  t.end()
})
