import { type LookupAddress } from 'node:dns'
import t from 'tap'
import { type Ask, Resolver } from '../../src/backends/resolver.ts'
import { fakeClock } from '../support/clock.ts'

const ONE: readonly LookupAddress[] = [{ address: '192.0.2.1', family: 4 }]
const TWO: readonly LookupAddress[] = [{ address: '2001:db8::2', family: 6 }, ...ONE]

const noName = (): Error => Object.assign(new Error('no name'), { code: 'ENOTFOUND' })

/** A resolver whose questions the test answers. */
function stage() {
  const clock = fakeClock(0)
  const asked: Parameters<Ask>[1][] = []
  const resolver = new Resolver(clock.steadyMs, (_hostname, answer) => void asked.push(answer), 1)
  const resolve = (): Promise<unknown> =>
    new Promise((resolve) =>
      resolver.resolve('app', (error, addresses) => resolve(error?.code ?? addresses)),
    )
  return { resolver, clock, asked, resolve }
}

t.test('a name is asked for once at a time, and anew for each connection', async (t) => {
  const { asked, resolve } = stage()
  const both = [resolve(), resolve()]
  t.equal(asked.length, 1)
  asked[0]?.(null, ONE)
  t.strictSame(await Promise.all(both), [ONE, ONE])
  const moved = resolve()
  asked[1]?.(null, TWO)
  t.strictSame(await moved, TWO, 'a name that moves is followed')
})

t.test(
  'where a name cannot be resolved, the last good answer counts, and nobody asks for a while',
  async (t) => {
    const { asked, clock, resolve } = stage()
    const first = resolve()
    asked[0]?.(noName(), [])
    t.equal(await first, 'ENOTFOUND', 'none is known')
    const second = resolve()
    asked[1]?.(null, ONE)
    t.strictSame(await second, ONE)
    const third = resolve()
    asked[2]?.(noName(), [])
    t.strictSame(await third, ONE)
    t.strictSame(await resolve(), ONE)
    t.equal(asked.length, 3, 'the system is left alone')
    clock.advance(2_000)
    const later = resolve()
    asked[3]?.(null, [])
    t.strictSame(await later, ONE, 'an empty answer is none')
  },
)

t.test('a name system that hangs holds nobody up who knows an older answer', async (t) => {
  const { asked, resolve } = stage()
  const first = resolve()
  asked[0]?.(null, ONE)
  await first
  t.strictSame(await resolve(), ONE)
  t.equal(asked.length, 2)
  t.strictSame(await resolve(), ONE)
  t.equal(asked.length, 2)
  asked[1]?.(null, TWO)
  const after = resolve()
  asked[2]?.(null, TWO)
  t.strictSame(await after, TWO, 'a late answer is one')
})

t.test('connections are given one address or all, as they ask', async (t) => {
  const { resolver, asked } = stage()
  const given: unknown[] = []
  const take = (...all: readonly unknown[]): void => void given.push(all)
  resolver.lookup('app', { all: true }, take)
  resolver.lookup('app', {}, take)
  asked[0]?.(null, TWO)
  resolver.lookup('nobody', {}, take)
  asked[1]?.(null, [])
  t.match(given, [[null, TWO], [null, '2001:db8::2', 6], [{ code: 'ENOTFOUND' }]])
})

t.test('names are forgotten before they are too many', async (t) => {
  const { resolver, asked } = stage()
  let answers = 0
  for (let i = 0; i < 1_001; i++) resolver.resolve(`name-${i}`, () => answers++)
  for (const answer of asked) answer(null, ONE)
  t.equal(answers, 1_001)
})

t.test('the system knows this machine', async (t) => {
  const resolver = new Resolver(() => 0)
  await new Promise<void>((resolve) => {
    resolver.resolve('localhost', (error, addresses) => {
      t.equal(error, null)
      t.ok(addresses.length > 0)
      resolve()
    })
  })
})
