import t from 'tap'
import { Owners } from '../../src/backends/owners.ts'

const owner = (): object => ({})

t.test('a connection is its owner’s until one of both ends', (t) => {
  const owners = new Owners<string>(4)
  const [anna, ben] = [owner(), owner()]
  t.equal(owners.take(anna), null)
  t.equal(owners.rest(anna, 'net', 'annas'), null)
  t.equal(owners.has(anna), true)
  t.equal(owners.has(ben), false)
  t.equal(owners.take(anna), 'annas')
  t.equal(owners.release(anna), null, 'whoever uses it closes it')
  t.equal(owners.take(anna), null)
  owners.rest(anna, 'net', 'another')
  t.equal(owners.release(anna), 'another')
  t.equal(owners.release(anna), null)
  t.end()
})

t.test('so many at most rest: the longest idle goes', (t) => {
  const owners = new Owners<number>(3)
  const all = Array.from({ length: 5 }, owner)
  const left = all.map((who, i) => owners.rest(who, `net ${i}`, i))
  t.strictSame(left, [null, null, null, 0, 1])
  t.equal(owners.take(all[2] ?? {}), 2)
  t.equal(owners.rest(all[2] ?? {}, 'net 2', 2), null, 'who was used is not idle for long')
  t.equal(owners.dropLongestIdle(), 3)
  t.strictSame(owners.dropAll(), [2, 4])
  t.equal(owners.dropLongestIdle(), null)
  t.end()
})

t.test('of one network eight rest at most', (t) => {
  const owners = new Owners<number>(100)
  t.equal(owners.rest(owner(), 'other', -1), null)
  const left = Array.from({ length: 10 }, (_, i) => owners.rest(owner(), 'net', i))
  t.strictSame(
    left.slice(0, 8),
    Array.from({ length: 8 }, () => null),
  )
  t.strictSame(left.slice(8), [0, 1])
  t.end()
})
