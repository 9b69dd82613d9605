import t from 'tap'
import { chosenPlace } from '../../../src/client/index.ts'

t.test('a text has one place, and all texts together no more than there are', async (t) => {
  t.equal(chosenPlace('curl/8.9', 64), chosenPlace('curl/8.9', 64))
  const counts = new Map<string, number>()
  for (let i = 0; i < 6_400; i++) {
    const place = chosenPlace(`x-made-up-${i}`, 64)
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  t.equal(counts.size, 64)
  t.ok(Math.max(...counts.values()) < 200, 'and they are spread')
  t.match(chosenPlace('', 64), /^#\d+$/)
  t.equal(new Set(['firefox', 'chrome', 'safari', 'edge'].map((x) => chosenPlace(x, 1024))).size, 4)
})
