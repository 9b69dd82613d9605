import { createHmac } from 'node:crypto'
import t from 'tap'
import { macOf } from '../../src/challenge-pages/proof/mac.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const BYTES_MAX = 300

t.test('a MAC is the HMAC-SHA-256 that Node makes, whatever key and message', async (t) => {
  const random = randomFrom(5)
  const bytes = (length: number): Buffer =>
    Buffer.from(Array.from({ length }, () => wholeBelow(random, 256)))
  for (let length = 0; length <= BYTES_MAX; length++) {
    const [key, message] = [bytes(wholeBelow(random, 65)), bytes(length)]
    const expected = createHmac('sha256', key).update(message).digest()
    if (!macOf(message, key).equals(expected)) t.fail(`${key.length} and ${length} bytes`)
  }
  t.pass('every length of a message')
})

t.test('a MAC is that of the published vector', async (t) => {
  // RFC 4231 section 4.3.
  const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  const mac = macOf(Buffer.from('what do ya want for nothing?'), Buffer.from('Jefe'))
  t.equal(mac.toString('hex'), digest)
})

t.test('a MAC is never by half a key', async (t) => {
  t.throws(() => macOf(Buffer.alloc(1), Buffer.alloc(65)), RangeError)
})
