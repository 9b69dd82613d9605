import t from 'tap'
import { ServerWatch } from '../../src/control/operators/server-watch.ts'
import { type ServerStates } from '../../src/limits/index.ts'
import { type Order, type Snapshot } from '../../src/model/index.ts'

type Place = Pick<Snapshot['backends'][number]['servers'][number], 'url' | 'place'>

function watched(servers: Readonly<Record<string, readonly Place[]>>) {
  const out = new Set<number>()
  const told: string[] = []
  const stateOf: ServerStates['stateOf'] = (place) => (out.has(place) ? 'out' : 'well')
  const watch = new ServerWatch({
    states: { stateOf },
    nowMs: () => 0,
    onNote: (line, level = 'warning') => told.push(`${level} ${line}`),
    onLog: () => undefined,
  })
  const backends = Object.entries(servers).map(([name, of]) => ({ name, servers: of }))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is asked of it
  const snapshot = { backends } as unknown as Snapshot
  const look = (orders: readonly Order[] = []): readonly string[] => {
    watch.look(snapshot, orders)
    return told.splice(0)
  }
  return { out, look, watch }
}

t.test('a server that is left out is told of once, and once when it is well again', async (t) => {
  const { out, look, watch } = watched({
    app: [
      { url: 'a', place: 0 },
      { url: 'b', place: 1 },
    ],
  })
  t.same(look(), [])
  out.add(1)
  t.same(look(), ['warning backend app: b fails, and gets no requests for now'])
  t.same(look(), [])
  out.add(0)
  t.same(look(), [
    'warning backend app: a fails, and gets no requests for now',
    'error backend app: no server is left, citizens are told that it is our side',
  ])
  t.same(look(), [])
  out.clear()
  t.same(look(), ['info backend app: a is well again', 'info backend app: b is well again'])
  out.add(0)
  look()
  watch.look({ backends: [] } as unknown as Snapshot, [])
  t.same(
    look(),
    ['warning backend app: a fails, and gets no requests for now'],
    'one that was gone is new',
  )
})

t.test('a backend whose servers are drained or fail has none left', async (t) => {
  const { out, look } = watched({
    app: [
      { url: 'a', place: 0 },
      { url: 'b', place: 1 },
    ],
  })
  const target = { kind: 'server', backend: 'app', server: 'a' }
  const drained = [{ kind: 'drain', target, untilMs: 1 }]
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is asked of it
  const orders = drained as unknown as readonly Order[]
  t.same(look(orders), [], 'who drained it knows')
  out.add(1)
  t.same(look(orders), [
    'warning backend app: b fails, and gets no requests for now',
    'error backend app: no server is left, citizens are told that it is our side',
  ])
  t.same(look(), [])
  t.same(look(orders).length, 1, 'none is left again')
})
