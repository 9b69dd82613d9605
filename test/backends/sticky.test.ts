import t from 'tap'
import { OpenBackend } from '../../src/backends/open-backend.ts'
import { type OpenServer } from '../../src/backends/open-server.ts'
import { stickyOf } from '../../src/backends/sticky.ts'
import {
  attachLimits,
  createSharedMemory,
  EJECT_AFTER,
  type Limits,
} from '../../src/limits/index.ts'
import { type BackendSticky } from '../../src/model/index.ts'
import { type FakeClock, fakeClock } from '../support/clock.ts'
import { backendWith, serverAt } from '../support/servers.ts'

interface Stage {
  readonly open: OpenBackend
  readonly clock: FakeClock
  /** The number of the server that a request with this goes to. */
  readonly goes: (shown: { cookie?: string; target?: string; addressKey?: string }) => number
  /** A server answers with these header fields. */
  readonly answers: (at: number, ...fields: readonly string[]) => void
  readonly fails: (at: number) => void
  /** URLs of servers. */
  readonly drained: Set<string>
}

function limitsOf(pairBucketsLog2: number): Limits {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    ...small,
    pairBucketsLog2,
  })
  return attachLimits(memory, 0)
}

function stage(sticky: BackendSticky | null, count = 4, pairBucketsLog2 = 4): Stage {
  const clock = fakeClock(0)
  const { servers: states, pairs } = limitsOf(pairBucketsLog2)
  const servers = Array.from({ length: count }, (_, place) => {
    const server = { ...serverAt(`http://s${place}`, place), name: `node${place}` }
    return { server, inFlight: 0 } as OpenServer
  })
  const tools = { pairs, nowMs: clock.steadyMs }
  const drained = new Set<string>()
  const backend = backendWith([], { sticky })
  const open = new OpenBackend(servers, {
    states,
    sticky: stickyOf(backend, servers, tools),
    nowMs: clock.steadyMs,
    isDrained: ({ url }) => drained.has(url),
    onEjected: () => undefined,
  })
  const serverOf = (at: number): OpenServer => servers[at] as OpenServer
  return {
    open,
    clock,
    drained,
    goes({ cookie, target = '/', addressKey = '192.0.2.1' }) {
      const chosen = open.choose(0, open.wishOf({ cookie, target, addressKey }))
      return chosen === null ? -1 : servers.indexOf(chosen)
    },
    answers: (at, ...fields) => open.answered(serverOf(at), fields),
    fails(at) {
      for (let i = 0; i < EJECT_AFTER; i++) open.failed(serverOf(at), '')
    },
  }
}

const COOKIE: BackendSticky = { kind: 'cookie', cookie: 'JSESSIONID' }

t.test('a session goes to the server that began it', (t) => {
  for (const at of [0, 1, 2, 3]) {
    const { goes, answers } = stage(COOKIE)
    answers(
      at,
      'Content-Type',
      'text/html',
      'Set-Cookie',
      'a=b',
      'set-cookie',
      'JSESSIONID=5F; Path=/',
    )
    for (let i = 0; i < 5; i++) t.equal(goes({ cookie: 'x=y; JSESSIONID=5F; z=1' }), at)
    t.equal(goes({ target: '/a;jsessionid=5F?b' }), at, 'in a path as well')
  }
  t.end()
})

t.test('the name of a server at the end of a session is enough', (t) => {
  const { goes, answers } = stage(COOKIE)
  t.equal(goes({ cookie: 'JSESSIONID=5F.node2' }), 2)
  answers(1, 'Set-Cookie', 'JSESSIONID=5F.node2')
  t.equal(goes({ cookie: 'JSESSIONID=5F.node2' }), 2, 'whoever said it')
  t.equal(goes({ cookie: 'JSESSIONID=5F.node9' }), goes({ cookie: 'JSESSIONID=5F.node9' }))
  t.end()
})

t.test(
  'a session nobody knows goes to one server, whichever that is; no session goes anywhere',
  (t) => {
    const { goes, answers } = stage(COOKIE)
    const session = { cookie: 'JSESSIONID=unknown' }
    t.equal(new Set(Array.from({ length: 9 }, () => goes(session))).size, 1)
    const long = { cookie: `JSESSIONID=${'a'.repeat(600)}` }
    for (const shown of [{}, { cookie: 'JSESSIONID=' }, { cookie: 'other=1' }, long]) {
      t.equal(new Set(Array.from({ length: 8 }, () => goes(shown))).size, 4)
    }
    answers(0, 'Set-Cookie', 'JSESSIONID=; Max-Age=0', 'Set-Cookie', 'JSESSIONID')
    t.end()
  },
)

t.test(
  'while its server is down a session goes to another, always the same, and comes back',
  (t) => {
    const { goes, answers, fails, clock } = stage(COOKIE)
    const session = { cookie: 'JSESSIONID=5F' }
    answers(3, 'Set-Cookie', 'JSESSIONID=5F')
    fails(3)
    const others = new Set(Array.from({ length: 9 }, () => goes(session)))
    t.equal(others.size, 1)
    t.notOk(others.has(3))
    clock.advance(5_000)
    t.equal(goes(session), 3, 'the trial')
    t.not(goes(session), 3)
    answers(3)
    t.equal(goes(session), 3)
    answers(1, 'Set-Cookie', 'JSESSIONID=5F')
    t.equal(goes(session), 1, 'the last that gave it counts')
    t.end()
  },
)

t.test('where all are down, a session still goes somewhere', (t) => {
  const { goes, fails } = stage(COOKIE)
  for (const at of [0, 1, 2, 3]) fails(at)
  t.ok(goes({ cookie: 'JSESSIONID=5F' }) >= 0)
  t.end()
})

t.test('sessions nobody comes back with are forgotten after minutes, others after hours', (t) => {
  const ten = 10 * 60_000
  const eight = 8 * 3600_000
  const sessions = Array.from({ length: 8 }, (_, i) => `JSESSIONID=s${i}`)
  const learnt = (): Stage => {
    const made = stage(COOKIE)
    for (const session of sessions) made.answers(2, 'Set-Cookie', session)
    return made
  }
  const all = ({ goes }: Stage): readonly number[] => sessions.map((cookie) => goes({ cookie }))
  const fresh = learnt()
  fresh.clock.advance(ten - 1)
  t.strictSame(new Set(all(fresh)), new Set([2]))
  fresh.clock.advance(eight - 1)
  t.strictSame(new Set(all(fresh)), new Set([2]), 'as long as they are used')
  const unused = learnt()
  unused.clock.advance(ten)
  t.ok(new Set(all(unused)).size > 1)
  t.end()
})

t.test('where there is no room, nothing is learnt and nothing breaks', (t) => {
  const { goes, answers } = stage(COOKIE, 4, 0)
  for (let i = 0; i < 40; i++) answers(1, 'Set-Cookie', `JSESSIONID=s${i}`)
  for (let i = 0; i < 10; i++) t.equal(goes({ cookie: `JSESSIONID=s${i}` }), 1)
  t.ok(goes({ cookie: 'JSESSIONID=s39' }) >= 0)
  t.end()
})

t.test('addresses are spread evenly, and only those of a server that is down move', (t) => {
  const { goes, fails, answers } = stage({ kind: 'address' })
  const keys = Array.from({ length: 2_000 }, (_, i) => `192.0.${i >> 8}.${i & 255}`)
  const before = keys.map((addressKey) => goes({ addressKey }))
  for (const at of [0, 1, 2, 3]) {
    const share = before.filter((each) => each === at).length
    t.ok(share > 400 && share < 600, `server ${at} has ${share}`)
  }
  answers(0)
  fails(2)
  const after = keys.map((addressKey) => goes({ addressKey }))
  t.notOk(after.includes(2))
  t.ok(after.every((at, i) => at === before[i] || before[i] === 2))
  t.end()
})

t.test('a backend that does not ask for it, or has one server, costs nothing', (t) => {
  t.notOk(stage(null).open.isSticky)
  t.notOk(stage(COOKIE, 1).open.isSticky)
  t.equal(stage(null).open.wishOf({ cookie: 'a=b', target: '/', addressKey: '' }), null)
  t.end()
})

/** What begins a session. */
const began = (value: string): readonly string[] => ['Set-Cookie', `JSESSIONID=${value}; Path=/`]

t.test(
  'a session that is one too many of its network is not learnt, one that is known is',
  async (t) => {
    const { open, goes } = stage(COOKIE)
    const server = open.choose(0, null)
    if (server === null) throw new Error('no server')
    const never = (): boolean => t.fail('what is known is not asked for')
    open.answered(server, began('known'))
    open.answered(server, began('known'), never)
    const own = goes({ cookie: 'JSESSIONID=known' })
    let strangers = 0
    for (let i = 0; i < 40; i++) {
      open.answered(server, began(`made-up-${i}`), () => false)
      if (goes({ cookie: `JSESSIONID=made-up-${i}` }) !== own) strangers++
    }
    t.ok(strangers > 15, 'they go wherever their value leads')
  },
)

t.test('a drained server keeps the sessions it is known for, and gets no others', (t) => {
  const { goes, answers, drained } = stage(COOKIE)
  answers(1, 'Set-Cookie', 'JSESSIONID=5F')
  drained.add('http://s1')
  t.equal(goes({ cookie: 'JSESSIONID=5F' }), 1, 'it was seen to begin it')
  t.equal(goes({ cookie: 'JSESSIONID=6F.node1' }), 1, 'its name says so')
  for (let i = 0; i < 50; i++) t.not(goes({ cookie: `JSESSIONID=unknown${i}` }), 1)
  for (let i = 0; i < 8; i++) t.not(goes({}), 1)
  t.end()
})

t.test('an address whose server is drained goes to another one, always the same', (t) => {
  const { goes, drained } = stage({ kind: 'address' })
  const home = goes({ addressKey: '192.0.2.7' })
  drained.add(`http://s${home}`)
  const other = goes({ addressKey: '192.0.2.7' })
  t.not(other, home)
  t.equal(goes({ addressKey: '192.0.2.7' }), other)
  drained.clear()
  t.equal(goes({ addressKey: '192.0.2.7' }), home)
  t.end()
})
