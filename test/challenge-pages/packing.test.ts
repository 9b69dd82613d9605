import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { Fixed, type Piece, gzipOf, merged, textOf } from '../../src/challenge-pages/wire/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

function textFrom(random: () => number, chars: number): string {
  const codes = Array.from({ length: chars }, () => 0x20 + wholeBelow(random, 0x5f))
  return String.fromCharCode(...codes)
}

/** What any reader of gzip makes of a page; it holds the sum and the length at the end to the text. */
function read(pieces: readonly Piece[]): string {
  return gunzipSync(Buffer.from(gzipOf(pieces), 'latin1')).toString('latin1')
}

t.test('a packed page is whole, whatever it is made of and however often', async (t) => {
  const random = randomFrom(31)
  const fixed = [0, 1, 3, 64, 2_000, 10_000].map((chars) => new Fixed(textFrom(random, chars)))
  for (let round = 0; round < 300; round++) {
    const pieces = Array.from({ length: wholeBelow(random, 8) }, (): Piece => {
      const kept = fixed[wholeBelow(random, 2 * fixed.length)]
      return kept ?? textFrom(random, wholeBelow(random, 200))
    })
    for (const page of [pieces, merged(pieces)]) {
      if (read(page) !== textOf(pieces)) t.fail(`round ${round}`)
    }
  }
  t.pass('300 pages')
})

t.test('what a request brings may be longer than a stored block', async (t) => {
  const long = textFrom(randomFrom(7), 70_000)
  const pieces = [new Fixed('<p>'), long, new Fixed('</p>')]
  t.equal(read(pieces), `<p>${long}</p>`)
})
