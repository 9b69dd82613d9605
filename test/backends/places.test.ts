import t, { type Test } from 'tap'
import { type PlaceTaker, Places } from '../../src/backends/places.ts'

/** `lane name`: its lane, its network and its address are the same unless the test says otherwise. */
function taker(name: string, change: Partial<PlaceTaker> = {}): PlaceTaker & { name: string } {
  const [lane = ''] = name.split(' ')
  return { name, lane, network: lane, address: lane, pace: null, ...change }
}

type Named = ReturnType<typeof taker>

/** Enters takers of these names; gives those that have a place. */
function enterAll(places: Places<Named>, takers: readonly Named[]): readonly Named[] {
  return takers.filter((who) => places.enter(who))
}

/** One leaves: gives the name of who is next. */
function nextAfter(places: Places<Named>, who: Named | undefined): string | null {
  if (who !== undefined) places.leave(who)
  return places.next()?.name ?? null
}

/** So many of one lane, each from an address and a network of its own. */
function crowd(lane: string, count: number): readonly Named[] {
  return Array.from({ length: count }, (_, i) => {
    const from = `${lane}-${i}`
    return taker(`${lane} ${i}`, { address: from, network: from })
  })
}

t.test('as long as there are places, nobody waits', (t) => {
  const places = new Places<Named>(2)
  t.equal(places.enter(taker('a 1')), true)
  t.equal(places.enter(taker('a 2')), true)
  t.equal(places.enter(taker('b 1')), false)
  t.equal(places.taken, 2)
  t.equal(places.next(), null, 'and nobody is next where none is free')
  t.end()
})

t.test('one address holds a quarter at most, and two in any case', (t) => {
  for (const [placesMax, want] of [
    [64, 16],
    [8, 2],
    [5, 2],
    [2, 2],
    [1, 1],
  ] as const) {
    const places = new Places<Named>(placesMax)
    const held = enterAll(
      places,
      Array.from({ length: 64 }, (_, i) => taker(`a ${i}`)),
    )
    t.equal(held.length, want, `${want} of ${placesMax}`)
    t.equal(places.next(), null, 'who waits goes on waiting, though places are free')
    t.equal(places.enter(taker('b 1')), placesMax > want, 'they are for others')
  }
  t.end()
})

t.test('one network holds 7/16 at most, from however many addresses', (t) => {
  const places = new Places<Named>(16)
  const network = 'net'
  const many = Array.from({ length: 64 }, (_, i) => taker(`net ${i}`, { network, address: `${i}` }))
  t.equal(enterAll(places, many).length, 7)
  t.equal(places.enter(taker('b 1')), true)
  t.end()
})

t.test('passes are lanes of their own, and no way around the bounds of an address', (t) => {
  const places = new Places<Named>(16)
  const many = Array.from({ length: 64 }, (_, i) =>
    taker(`a ${i}`, { lane: `pass ${i}`, address: 'a', network: 'a' }),
  )
  t.equal(enterAll(places, many).length, 4)
  t.end()
})

t.test('who has too much in a lane does not hold up the neighbours in it', (t) => {
  const places = new Places<Named>(4)
  const [first] = enterAll(places, [
    taker('net a1', { address: 'a' }),
    taker('net a2', { address: 'a' }),
  ])
  t.equal(places.enter(taker('net a3', { address: 'a' })), false)
  t.equal(places.enter(taker('net b1', { address: 'b' })), false, 'their network has its half')
  t.equal(nextAfter(places, first), 'net a3', 'of equals who came first')
  t.equal(nextAfter(places, taker('net a2', { address: 'a' })), 'net b1')
  t.end()
})

t.test('the next place is for the lane that has the fewest, and for who came first', (t) => {
  const places = new Places<Named>(12)
  const held = enterAll(places, crowd('a', 14))
  t.equal(held.length, 12)
  enterAll(places, crowd('b', 3))
  t.equal(nextAfter(places, held[0]), 'b 0', 'who has none comes before who has eleven')
  t.equal(nextAfter(places, held[1]), 'b 1')
  t.equal(nextAfter(places, held[2]), 'b 2')
  t.equal(nextAfter(places, held[3]), 'a 12')
  t.end()
})

t.test('as many floods as there are places leave a turn to everybody else', (t) => {
  const places = new Places<Named>(2)
  const flood = ['a', 'b'].flatMap((lane) => crowd(lane, 100))
  const served = [...enterAll(places, [...flood, ...crowd('citizen', 100)])]
  const counts = new Map<string, number>()
  for (let turn = 0; turn < 90; turn++) {
    const done = served.shift()
    if (done !== undefined) places.leave(done)
    const next = places.next()
    if (next === null) return void t.fail('somebody always waits')
    served.push(next)
    counts.set(next.lane, (counts.get(next.lane) ?? 0) + 1)
  }
  for (const lane of ['a', 'b', 'citizen']) t.ok((counts.get(lane) ?? 0) >= 29, lane)
  t.end()
})

t.test('who gives up is not next, and leaves nothing behind', (t) => {
  const places = new Places<Named>(1)
  const [a1, b1, b2] = [taker('a 1'), taker('b 1'), taker('b 2')]
  enterAll(places, [a1, b1, b2])
  places.giveUp(b1)
  places.giveUp(b1)
  places.giveUp(taker('c never there'))
  t.equal(nextAfter(places, a1), 'b 2')
  t.equal(nextAfter(places, b2), null)
  places.leave(b2)
  t.equal(places.taken, 0, 'nobody gives back what nobody has')
  t.equal(places.enter(taker('c 1')), true)
  t.end()
})

/** Takers who all have a place, and whose answers wait for their readers, at these paces. */
function outlastAll(
  t: Test,
  placesMax: number,
  paces: Readonly<Record<string, number | null>>,
  addressOf: (name: string) => Partial<PlaceTaker> = () => ({}),
) {
  const places = new Places<Named>(placesMax)
  const takers = Object.entries(paces).map(([name, pace]) =>
    taker(name, { pace, ...addressOf(name) }),
  )
  t.equal(enterAll(places, takers).length, takers.length)
  const leavers = takers.map((who) => places.outlast(who)?.name ?? null)
  return { places, takers, leavers }
}

const FAST = 100_000
const SLOW = 10_000

t.test('answers that wait for their readers hold half: whoever takes hardly anything goes', (t) => {
  const paces = { 'a 1': FAST, 'a 2': FAST, 'b 1': 0, 'c 1': SLOW, 'd 1': null }
  t.strictSame(outlastAll(t, 8, paces).leavers, [null, null, null, null, 'b 1'])
  t.end()
})

t.test('whoever waits is held up by long answers where those hold half, and four at least', (t) => {
  for (const [placesMax, least] of [
    [64, 32],
    [9, 4],
    [5, 4],
    [3, null],
  ] as const) {
    const places = new Places<Named>(placesMax)
    const held = enterAll(places, crowd('a', placesMax))
    const long = held.findIndex((who) => {
      places.lengthen(who)
      places.lengthen(who)
      return places.isHeldUp
    })
    t.equal(long, least === null ? -1 : least - 1, `${least} of ${placesMax}`)
    if (held[0] !== undefined) places.leave(held[0])
    t.equal(places.isHeldUp, false, 'nor without one of them')
  }
  t.end()
})

t.test('else it is the slowest of the network that has the most', (t) => {
  const paces = { 'a 1': FAST, 'a 2': SLOW, 'b 1': 5_000, 'c 1': null, 'd 1': null }
  const { leavers, places, takers } = outlastAll(t, 8, paces)
  t.strictSame(leavers, [null, null, null, null, 'a 2'])
  t.equal(places.taken, 5, 'a place is held until it is left')
  t.equal(places.enter(taker('a 3')), false, 'two are what an address may have of eight')
  t.equal(places.enter(taker('e 1')), true)
  if (takers[1] !== undefined) places.leave(takers[1])
  t.equal(places.next()?.name, 'a 3', 'who has a slow download gets pages all the same')
  t.end()
})

t.test('and where nobody has more than others the newcomer, who has lost least', (t) => {
  const paces = { 'a 1': SLOW, 'b 1': SLOW, 'c 1': SLOW, 'd 1': SLOW, 'e 1': null }
  t.strictSame(outlastAll(t, 8, paces).leavers, [null, null, null, null, 'e 1'])
  t.end()
})

t.test("where the newcomer's network has the most, it is the slowest of that", (t) => {
  const leaverOf = (paces: Readonly<Record<string, number | null>>): string | null | undefined =>
    outlastAll(t, 8, paces, (address) => ({ address })).leavers[4]
  const others = { 'a 1': FAST, 'c 1': 3_000 }
  t.equal(leaverOf({ ...others, 'b 1': 5_000, 'b 2': 30_000, 'b 3': FAST }), 'b 1')
  t.equal(leaverOf({ ...others, 'b 1': 5_000, 'b 2': 30_000, 'b 3': null }), 'b 1')
  t.equal(leaverOf({ ...others, 'b 1': 5_000, 'b 2': 30_000, 'b 3': 4_000 }), 'b 3', 'itself')
  t.equal(leaverOf({ ...others, 'b 1': null, 'b 2': null, 'b 3': null }), 'b 3', 'nobody can tell')
  const hasty = { 'a 1': FAST, 'b 1': null, 'b 2': null, 'b 3': null, 'c 1': null }
  t.equal(leaverOf(hasty), 'b 3', 'who comes anew all the time pushes nobody else out')
  const even = { 'a 1': 3_000, 'b 1': FAST, 'a 2': 4_000, 'c 1': SLOW, 'b 2': null }
  t.equal(leaverOf(even), 'b 1', 'nobody else pays for who has as much as anybody')
  t.end()
})

t.test('whoever takes hardly anything goes for a neighbour who waits', (t) => {
  const { places } = outlastAll(t, 8, { 'a 1': SLOW, 'a 2': 100, 'b 1': 0 })
  const waiting = taker('a 3')
  t.equal(places.enter(waiting), false)
  t.equal(places.blocking(waiting)?.name, 'a 2')
  t.equal(places.blocking(taker('c 1')), null)
  t.end()
})

t.test('where no more may wait, the last of the network that has the most gives way', (t) => {
  const places = new Places<Named>(4)
  const flood = Array.from({ length: 20 }, (_, i) => taker(`a ${i}`))
  const citizens = [taker('b 1'), taker('b 2'), taker('b 3')]
  enterAll(places, [...flood, ...citizens])
  t.equal(places.displaced(taker('c 1'))?.name, 'a 19')
  t.equal(places.displaced(taker('b 4'))?.name, 'a 19')
  t.equal(places.displaced(taker('a 20')), null, 'not for its own network')
  for (const who of flood.slice(4)) places.giveUp(who)
  t.equal(places.displaced(taker('b 4')), null, 'nor for one that has as many')
  t.equal(places.displaced(taker('c 1'))?.lane, 'a')
  t.end()
})

t.test('where none has more, places of one network go round by pass', (t) => {
  const places = new Places<Named>(8)
  const of = (lane: string, i: number): Named =>
    taker(`${lane} ${i}`, { network: 'n', address: `${i}` })
  enterAll(places, [
    ...Array.from({ length: 9 }, (_, i) => of('n', i)),
    ...Array.from({ length: 7 }, (_, i) => of('pass-a', i)),
  ])
  t.equal(places.displaced(of('pass-b', 1))?.name, 'n 8', 'who has none comes before who has nine')
  t.equal(places.displaced(of('n', 9)), null, 'not for its own lane')
  t.equal(places.displaced(of('pass-a', 7))?.name, 'n 8')
  t.equal(places.displaced(taker('c 1'))?.network, 'n', 'and another network before all')
  t.end()
})

t.test('every place is given to somebody who may have it, whatever comes and goes', (t) => {
  const places = new Places<Named>(5)
  const served = new Set<Named>()
  const waiting = new Set<Named>()
  // A sequence that any random one contains: comes, comes, gives up, is done.
  for (let i = 0; i < 3_000; i++) {
    const who = taker(`lane-${i % 7} ${i}`, { network: `net-${i % 5}`, address: `${i % 11}` })
    if (places.enter(who)) served.add(who)
    else waiting.add(who)
    const [tired] = waiting
    if (i % 3 === 0 && tired !== undefined) {
      places.giveUp(tired)
      waiting.delete(tired)
    }
    const [done] = served
    if (i % 2 === 0 && done !== undefined) {
      served.delete(done)
      places.leave(done)
      for (let next = places.next(); next !== null; next = places.next()) {
        if (!waiting.delete(next)) return void t.fail(`${next.name} did not wait`)
        served.add(next)
      }
    }
    const byAddress = Map.groupBy(served, ({ address }) => address)
    const most = Math.max(...[...byAddress.values()].map(({ length }) => length))
    if (places.taken !== served.size || served.size > 5 || most > 2) return void t.fail(`${i}`)
  }
  t.ok(waiting.size > 0, 'and some wait in the end')
  t.end()
})
