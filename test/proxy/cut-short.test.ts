import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { type Outcome } from '../../src/model/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type Connection, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** Of larger bodies only the beginning is received before the backend is asked. */
const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0, limits: { bodyMinRate: 500B/s } }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"], bufferMax: 1KiB } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`

/** The grace of a body, and a look more. */
const TOO_LONG_MS = 62_000

const HEAD = 'POST /form HTTP/1.1\r\nHost: site.lu\r\n'
const FEW = `${HEAD}Content-Length: 1000\r\n\r\nabc`
const MANY = `${HEAD}Content-Length: 100000\r\n\r\n${'x'.repeat(2_000)}`
const CHUNKS = `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`
const MANY_CHUNKS = `${HEAD}Transfer-Encoding: chunked\r\n\r\n7d0\r\n${'x'.repeat(2_000)}\r\n`

const goSlowly = (): void => mock.timers.tick(TOO_LONG_MS)
const goWrong = ({ send }: Connection): void => send('this is no chunk\r\n')

const CASES = [
  { name: 'too slow', begin: FEW, end: goSlowly, want: '408 slow-body' },
  { name: 'too slow, streamed', begin: MANY, end: goSlowly, want: '408 slow-body' },
  { name: 'broken', begin: CHUNKS, end: goWrong, want: '400 HPE_INVALID_CHUNK_SIZE' },
  {
    name: 'broken, streamed',
    begin: MANY_CHUNKS,
    end: goWrong,
    want: '400 HPE_INVALID_CHUNK_SIZE',
  },
]

/** A gate that looks at its connections only when a test lets seconds go by. */
async function startPatientGate(t: Test): Promise<ClockedGate> {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  return startClockedGate(t, CONFIG)
}

function inWords({ status, reason, decision, route, method, path }: Outcome): string {
  return `${status} ${reason.name} ${decision} ${route} ${method} ${path}`
}

for (const { name, begin, end, want } of CASES) {
  t.test(
    `a request that goes wrong in its body is answered and recorded once: ${name}`,
    async (t) => {
      const { port, outcomes, limits } = await startPatientGate(t)
      const before = origin.requests.length
      const connection = await openConnection(port)
      t.teardown(connection.close)
      connection.send(begin)
      // What another connection is told shows that the gate has read this one.
      for (let i = 0; i < 2; i++) await request(port, { path: '/' })
      const isAsked = origin.requests.slice(before).some(({ target }) => target === '/form')
      t.equal(isAsked, name.endsWith('streamed'), 'the backend knows of it only where it streams')
      outcomes.length = 0
      end(connection)
      const { status, headers } = await connection.receive()
      t.equal(status, Number(want.slice(0, 3)))
      t.equal(headers.get('connection'), 'close')
      t.equal((await connection.reader.readToEnd()).length, 0, 'nothing comes behind it')
      connection.close()
      await eventually('it is recorded', () => outcomes.length > 0)
      await request(port, { path: '/' })
      await eventually('and what came later', () => outcomes.at(-1)?.path === '/')
      t.strictSame(outcomes.map(inWords), [
        `${want} error all POST /form`,
        '200 default pass all GET /',
      ])
      t.equal(headers.get('paart-reference'), outcomes[0]?.reference)
      t.equal(limits.gauges.backendTotal(0), 0, 'it holds no place at the backend')
      const whole = origin.requests.filter(({ target, complete }) => target === '/form' && complete)
      t.strictSame(whole, [], 'which never took it for whole')
    },
  )
}

t.test(
  'a form for the gate itself that does not come in half a minute is answered once',
  async (t) => {
    const { port, clock, outcomes } = await startPatientGate(t)
    for (const path of ['/.paart/wait', '/.paart/proof']) {
      const connection = await openConnection(port)
      t.teardown(connection.close)
      connection.send(`POST ${path} HTTP/1.1\r\nHost: site.lu\r\nSec-Fetch-Site: same-origin\r\n`)
      connection.send('Content-Length: 100\r\n\r\ntoken=')
      for (let i = 0; i < 2; i++) await request(port, { path: '/' })
      outcomes.length = 0
      clock.advance(29_000)
      mock.timers.tick(1_000)
      t.strictSame(outcomes, [], 'not before')
      clock.advance(1_000)
      mock.timers.tick(1_000)
      const { status, headers } = await connection.receive()
      t.match([status, headers.get('connection')], [408, 'close'])
      await connection.reader.readToEnd()
      await eventually('it is recorded', () => outcomes.length > 0)
      await request(port, { path: '/' })
      await eventually('and what came later', () => outcomes.at(-1)?.path === '/')
      t.strictSame(outcomes.map(inWords), [
        `408 slow-body error  POST ${path}`,
        '200 default pass all GET /',
      ])
    }
  },
)
