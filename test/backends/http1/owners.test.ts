import t from 'tap'
import { Owners } from '../../../src/backends/http1/owners.ts'

const owner = (): object => ({})

/** Signs somebody in, who then uses the connection no longer; gives what there is no room for. */
function signIn<C>(owners: Owners<C>, who: object, network: string, connection: C): C | null {
  owners.bind(who, network, connection)
  return owners.rest(who)
}

t.test('a connection is its owner’s until one of both ends', (t) => {
  const owners = new Owners<string>(4)
  const [anna, ben] = [owner(), owner()]
  t.equal(owners.take(anna), null)
  t.equal(signIn(owners, anna, 'net', 'annas'), null)
  t.equal(owners.has(anna), true)
  t.equal(owners.has(ben), false)
  t.equal(owners.take(anna), 'annas')
  t.equal(owners.of(anna), 'annas')
  t.equal(owners.release(anna), null, 'whoever uses it closes it')
  t.equal(owners.take(anna), null)
  signIn(owners, anna, 'net', 'another')
  t.equal(owners.release(anna), 'another')
  t.equal(owners.release(anna), null)
  t.equal(owners.rest(anna), null)
  t.end()
})

t.test('so many at most rest: the longest idle goes', (t) => {
  const owners = new Owners<number>(3)
  const all = Array.from({ length: 5 }, owner)
  const left = all.map((who, i) => signIn(owners, who, `net ${i}`, i))
  t.strictSame(left, [null, null, null, 0, 1])
  t.equal(owners.take(all[2] ?? {}), 2)
  t.equal(owners.rest(all[2] ?? {}), null, 'who was used is not idle for long')
  t.equal(owners.dropLongestIdle(), 3)
  t.strictSame(owners.dropAll(), [2, 4])
  t.equal(owners.dropLongestIdle(), null)
  t.end()
})

t.test('of one network eight rest at most', (t) => {
  const owners = new Owners<number>(100)
  t.equal(signIn(owners, owner(), 'other', -1), null)
  const left = Array.from({ length: 10 }, (_, i) => signIn(owners, owner(), 'net', i))
  t.strictSame(
    left.slice(0, 8),
    Array.from({ length: 8 }, () => null),
  )
  t.strictSame(left.slice(8), [0, 1])
  t.end()
})

t.test('one that two requests use is idle when both are over', (t) => {
  const owners = new Owners<string>(1)
  const anna = owner()
  owners.bind(anna, 'net', 'annas')
  t.equal(owners.take(anna), 'annas', 'the next request begins before the one before is cleared up')
  t.equal(owners.rest(anna), null)
  t.equal(owners.dropLongestIdle(), null, 'it is in use')
  t.equal(owners.rest(anna), null)
  t.equal(owners.dropLongestIdle(), 'annas')
  t.end()
})
