import t from 'tap'
import { ReadPieces } from '../../../src/proxy/forwarding/read-pieces.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

t.test('what one read brought comes out as it went in, in one piece', (t) => {
  const random = randomFrom(11)
  const pieces = new ReadPieces()
  for (let round = 0; round < 300; round++) {
    const sent: Buffer[] = []
    const passed: Buffer[] = []
    for (let i = wholeBelow(random, 40); i >= 0; i--) {
      const most = [1, 900, 4_096, 20_000][wholeBelow(random, 4)] ?? 0
      const piece = Buffer.alloc(1 + wholeBelow(random, most), wholeBelow(random, 256))
      sent.push(piece)
      if (!pieces.keep(piece)) passed.push(piece)
    }
    const kept = pieces.take()
    if (kept !== null) passed.push(kept)
    t.ok(Buffer.concat(passed).equals(Buffer.concat(sent)), `round ${round}`)
    t.ok(pieces.isEmpty)
  }
  t.equal(pieces.take(), null)
  t.end()
})

t.test('a piece that is alone is not copied, and a large one does not wait', (t) => {
  const pieces = new ReadPieces()
  const small = Buffer.from('small')
  t.equal(pieces.keep(small), true)
  t.equal(pieces.take(), small)
  t.equal(pieces.keep(Buffer.alloc(4096)), false)
  t.equal(pieces.isEmpty, true)
  t.end()
})
