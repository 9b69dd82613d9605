import t from 'tap'
import { adminSocketOf } from '../../src/config/index.ts'
import { placesFor } from '../../src/building/index.ts'

const names = (count: number, prefix = 'b'): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`)

t.test('a backend keeps its place, and a newcomer gets one that nobody had', (t) => {
  const cases: readonly {
    had: readonly (readonly [string, number])[]
    now: readonly string[]
    want: readonly number[]
  }[] = [
    { had: [], now: ['a', 'b'], want: [0, 1] },
    { had: [['a', 0]], now: ['b', 'a'], want: [1, 0] },
    { had: [['a', 0]], now: ['b'], want: [1] },
    {
      had: [
        ['a', 5],
        ['b', 0],
      ],
      now: ['c', 'd', 'a', 'constructor'],
      want: [1, 2, 5, 3],
    },
  ]
  for (const { had, now, want } of cases) {
    t.strictSame([...placesFor(now, new Map(had), 64).values()], want, now.join())
  }
  t.end()
})

t.test('where every place was taken, those of backends that went are taken again', (t) => {
  const full = placesFor(names(64), new Map(), 64)
  t.equal(new Set(full.values()).size, 64)
  const next = placesFor([...names(63), 'new'], full, 64)
  t.equal(next.get('new'), 63)
  t.equal(new Set(placesFor(names(64, 'c'), full, 64).values()).size, 64)
  t.strictSame(placesFor(names(64), full, 64), full, 'the same again')
  t.end()
})

t.test('the admin socket of a file is found whatever else is wrong in it', (t) => {
  const cases = [
    { text: '', want: '/etc/paart/run/admin.sock' },
    { text: 'admin: { socket: a.sock }', want: '/etc/paart/a.sock' },
    { text: 'admin:\n  socket: /run/a.sock\n', want: '/run/a.sock' },
    { text: 'sites: [\nadmin: { socket: a.sock }', want: '/etc/paart/a.sock' },
    { text: 'admin: { socket: a.sock }\nsites: [ {', want: '/etc/paart/a.sock' },
    { text: 'a: 1\na: 2\nadmin: { socket: a.sock }', want: '/etc/paart/a.sock' },
    { text: 'admin: { socket: 1 }', want: '/etc/paart/run/admin.sock' },
    { text: 'admin: { socket: "" }', want: '/etc/paart/run/admin.sock' },
    { text: 'admin: here', want: '/etc/paart/run/admin.sock' },
    { text: 'here', want: '/etc/paart/run/admin.sock' },
    { text: '*nobody', want: '/etc/paart/run/admin.sock' },
    { text: '\u0000\u0001', want: '/etc/paart/run/admin.sock' },
    {
      text: `admin: { socket: a.sock }\n#${'a'.repeat(2 ** 20)}`,
      want: '/etc/paart/run/admin.sock',
    },
  ]
  for (const { text, want } of cases) {
    t.equal(adminSocketOf(text, '/etc/paart'), want, text.slice(0, 40))
  }
  t.end()
})
