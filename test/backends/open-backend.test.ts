import t from 'tap'
import { NONE_TRIED, type Tried } from '../../src/backends/index.ts'
import { OpenBackend } from '../../src/backends/open-backend.ts'
import { type OpenServer } from '../../src/backends/open-server.ts'
import {
  attachLimits,
  createSharedMemory,
  EJECTED_MS,
  EJECTED_MS_MAX,
  EJECT_AFTER,
  type ServerStates,
} from '../../src/limits/index.ts'
import { fakeClock } from '../support/clock.ts'
import { serverAt } from '../support/servers.ts'

function statesOf(): ServerStates {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), ...small })
  return attachLimits(memory, 0).servers
}

interface Stage {
  readonly open: OpenBackend
  readonly servers: readonly OpenServer[]
  readonly states: ServerStates
  readonly advance: (ms: number) => void
  readonly ejected: readonly string[]
  readonly drained: Set<string>
  /** Which server is chosen next, by its number; -1 for none. */
  readonly next: (tried?: Tried) => number
  /** As many failures in a row as it takes. */
  readonly eject: (at: number) => void
}

/** A backend with so many servers, none of which is ever connected to. */
function stage(count: number): Stage {
  const clock = fakeClock(0)
  const states = statesOf()
  const ejected: string[] = []
  const drained = new Set<string>()
  const servers = Array.from({ length: count }, (_, place) => {
    return { server: serverAt(`http://s${place}`, place), inFlight: 0 } as OpenServer
  })
  const open = new OpenBackend(servers, {
    states,
    sticky: null,
    nowMs: clock.steadyMs,
    isDrained: ({ url }) => drained.has(url),
    onEjected: (server, code) => ejected.push(`${server} ${code}`),
  })
  const serverOf = (at: number): OpenServer => servers[at] as OpenServer
  return {
    open,
    servers,
    states,
    advance: clock.advance,
    ejected,
    drained,
    next(tried) {
      const chosen = open.choose(tried)
      return chosen === null ? -1 : servers.indexOf(chosen)
    },
    eject(at) {
      for (let i = 0; i < EJECT_AFTER; i++) open.failed(serverOf(at), 'ECONNREFUSED')
    },
  }
}

const many = (next: () => number, times = 12): readonly number[] =>
  [...new Set(Array.from({ length: times }, next))].toSorted((a, b) => a - b)

t.test('the server with the fewest requests under way is next; equals take turns', (t) => {
  const { servers, next } = stage(3)
  t.strictSame([next(), next(), next(), next()], [0, 1, 2, 0])
  for (const [at, server] of servers.entries()) server.inFlight = [5, 2, 9][at] ?? 0
  t.strictSame(many(next), [1])
  t.end()
})

t.test(
  'a request that failed is sent to servers it has not tried, and to no more than four',
  (t) => {
    const { open, servers, next } = stage(6)
    let tried = NONE_TRIED
    const seen: number[] = []
    for (let at = next(tried); at >= 0; at = next(tried)) {
      seen.push(at)
      tried = open.withTried(tried, servers[at] as OpenServer)
    }
    t.equal(seen.length, 4)
    t.equal(new Set(seen).size, 4)
    t.end()
  },
)

t.test('a server that is alone is asked whatever is known of it, once', (t) => {
  const { open, servers, next, eject, ejected } = stage(1)
  eject(0)
  t.equal(next(), 0)
  t.equal(next(open.withTried(NONE_TRIED, servers[0] as OpenServer)), -1)
  t.strictSame(ejected, [], 'and nobody is told that it is left out')
  t.end()
})

t.test('a server that fails three times in a row is left out, then one request tries it', (t) => {
  const { open, servers, next, advance, eject, ejected } = stage(2)
  const [first] = servers as [OpenServer]
  open.failed(first, 'ECONNRESET')
  open.failed(first, 'ECONNRESET')
  open.answered(first, [])
  open.failed(first, 'ECONNRESET')
  t.strictSame(many(next), [0, 1], 'an answer in between is a new beginning')
  eject(0)
  t.strictSame(ejected, ['http://s0 ECONNREFUSED'], 'told once')
  t.strictSame(many(next), [1])
  open.answered(first, [])
  t.strictSame(many(next), [1], 'what was under way before changes nothing')
  advance(EJECTED_MS)
  t.equal(next(), 0, 'the trial')
  t.strictSame(many(next), [1], 'and no other request')
  open.answered(first, [])
  t.strictSame(many(next), [0, 1], 'it is back')
  t.end()
})

t.test('each trial that fails makes the next pause twice as long, to a minute', (t) => {
  const { open, servers, next, advance, eject } = stage(2)
  const [first] = servers as [OpenServer]
  eject(0)
  for (const ms of [EJECTED_MS, 10_000, 20_000, 40_000, EJECTED_MS_MAX, EJECTED_MS_MAX]) {
    advance(ms - 1)
    t.strictSame(many(next), [1], `${ms} ms are not over`)
    advance(1)
    t.equal(many(next).includes(0), true)
    open.failed(first, 'ECONNREFUSED')
  }
  advance(EJECTED_MS_MAX)
  t.ok(many(next).includes(0))
  open.answered(first, [])
  eject(0)
  advance(EJECTED_MS)
  t.ok(many(next).includes(0), 'after an answer the pauses are short again')
  t.end()
})

t.test('a trial whose worker died is made by another request', (t) => {
  const { next, advance, eject } = stage(2)
  eject(0)
  advance(EJECTED_MS)
  t.ok(many(next).includes(0))
  advance(30_000)
  t.ok(many(next).includes(0))
  t.end()
})

t.test('where all servers are out, all are tried', (t) => {
  const { next, eject, states } = stage(3)
  for (const at of [0, 1, 2]) eject(at)
  t.strictSame(many(next), [0, 1, 2])
  states.checked(1, false)
  t.strictSame(many(next), [0, 1, 2])
  t.end()
})

t.test('what checks find leaves a server out and takes it back at once', (t) => {
  const { next, states, eject } = stage(2)
  t.equal(states.checked(0, true), false, 'no news')
  t.equal(states.checked(0, false), true)
  t.equal(states.checked(0, false), false)
  t.strictSame(many(next), [1])
  eject(0)
  t.equal(states.checked(0, true), true)
  t.strictSame(many(next), [0, 1], 'whatever was known before')
  t.equal(states.isWell(0, 0), true)
  states.checked(1, false)
  states.forget(1)
  t.equal(states.isWell(1, 0), true)
  t.throws(() => states.isWell(256, 0), RangeError)
  t.throws(() => states.forget(-1), RangeError)
  t.end()
})

t.test('a server is well as long as the last thing met there was an answer', (t) => {
  const { open, servers, states } = stage(1)
  const [only] = servers as [OpenServer]
  t.equal(states.isWell(0, 0), true, 'nothing is known')
  open.failed(only, '')
  t.equal(states.isWell(0, 0), false)
  open.answered(only, [])
  t.equal(states.isWell(0, 0), true)
  t.end()
})

t.test(
  'a drained server gets nothing, also where all others fail; all drained: nobody is asked',
  (t) => {
    for (const count of [1, 3]) {
      const { drained, next, eject } = stage(count)
      drained.add('http://s0')
      for (let at = 1; at < count; at++) eject(at)
      t.strictSame(many(next), count === 1 ? [-1] : [1, 2])
      for (let at = 1; at < count; at++) drained.add(`http://s${at}`)
      t.strictSame(many(next), [-1])
      drained.delete('http://s0')
      t.strictSame(many(next), [0])
    }
    t.end()
  },
)

t.test('a drained server that is due for a trial gets none', (t) => {
  const { drained, next, eject, advance } = stage(2)
  eject(0)
  drained.add('http://s0')
  advance(EJECTED_MS_MAX)
  t.strictSame(many(next), [1])
  drained.clear()
  t.equal(next(), 0, 'the trial is still to be had')
  t.end()
})
