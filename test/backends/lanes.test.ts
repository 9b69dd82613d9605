import t from 'tap'
import { Lanes } from '../../src/backends/lanes.ts'

t.test('as long as there are places, nobody waits', (t) => {
  const lanes = new Lanes<string>(2)
  t.equal(lanes.enter('a', 'a1'), true)
  t.equal(lanes.enter('a', 'a2'), true)
  t.equal(lanes.enter('b', 'b1'), false)
  t.equal(lanes.taken, 2)
  t.end()
})

t.test('the next place is for the key that has the fewest, and for who came first', (t) => {
  const lanes = new Lanes<string>(3)
  for (const who of ['a1', 'a2', 'a3', 'a4', 'a5']) lanes.enter('a', who)
  for (const who of ['b1', 'b2', 'b3']) lanes.enter('b', who)
  t.equal(lanes.leave('a'), 'b1', 'who has none comes before who has two')
  t.equal(lanes.leave('a'), 'a4', 'of equals the one that has not been the next for longest')
  t.equal(lanes.leave('a'), 'b2')
  t.end()
})

t.test('a thousand of one key delay another key by one place', (t) => {
  const lanes = new Lanes<string>(4)
  for (let i = 0; i < 1_000; i++) lanes.enter('flood', `flood ${i}`)
  lanes.enter('citizen', 'page')
  t.equal(lanes.leave('flood'), 'page')
  t.equal(lanes.enter('citizen', 'picture'), false)
  t.equal(lanes.leave('flood'), 'picture')
  t.equal(lanes.leave('citizen'), 'flood 4')
  t.end()
})

t.test('as many floods as there are places leave a turn to everybody else', (t) => {
  const lanes = new Lanes<string>(2)
  for (const flood of ['a', 'b']) {
    for (let i = 0; i < 100; i++) lanes.enter(flood, `${flood} ${i}`)
  }
  for (let i = 0; i < 100; i++) lanes.enter('citizen', `citizen ${i}`)
  const served = ['a', 'a']
  const counts = new Map<string, number>()
  for (let turn = 0; turn < 90; turn++) {
    const next = lanes.leave(served.shift() ?? '')?.split(' ')[0] ?? ''
    served.push(next)
    counts.set(next, (counts.get(next) ?? 0) + 1)
  }
  for (const key of ['a', 'b', 'citizen']) t.ok((counts.get(key) ?? 0) >= 29, key)
  t.end()
})

t.test('who gives up is not next, and leaves nothing behind', (t) => {
  const lanes = new Lanes<string>(1)
  lanes.enter('a', 'a1')
  lanes.enter('b', 'b1')
  lanes.enter('b', 'b2')
  lanes.giveUp('b', 'b1')
  lanes.giveUp('b', 'b1')
  lanes.giveUp('c', 'never there')
  t.equal(lanes.leave('a'), 'b2')
  t.equal(lanes.leave('b'), null)
  t.equal(lanes.leave('b'), null, 'nobody gives back what nobody has')
  t.equal(lanes.taken, 0)
  t.equal(lanes.enter('c', 'c1'), true)
  t.end()
})

t.test('every place is given to somebody, whatever comes and goes', (t) => {
  const lanes = new Lanes<number>(5)
  const served = new Map<number, string>()
  const waiting = new Map<number, string>()
  // A sequence that any random one contains: comes, comes, gives up, is done.
  for (let who = 0; who < 2_000; who++) {
    const key = `key ${who % 7}`
    if (lanes.enter(key, who)) served.set(who, key)
    else waiting.set(who, key)
    const [tired] = waiting
    if (who % 3 === 0 && tired !== undefined) {
      lanes.giveUp(tired[1], tired[0])
      waiting.delete(tired[0])
    }
    const [done] = served
    if (who % 2 === 0 && done !== undefined) {
      served.delete(done[0])
      const next = lanes.leave(done[1])
      if (next !== null) {
        served.set(next, waiting.get(next) ?? 'nobody who waits')
        waiting.delete(next)
      }
    }
    if (lanes.taken !== served.size || (served.size < 5 && waiting.size > 0))
      return void t.fail(`${who}`)
  }
  t.ok(waiting.size > 0, 'and some wait in the end')
  t.end()
})
