import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request, sendRaw } from '../support/http.ts'
import { type RawHeaders } from '../support/message.ts'
import { startOrigin } from '../support/recording-origin.ts'

/** What every answer ends with: one that is allowed twice, and others that are not. */
const ANSWER = Buffer.from(
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\n' +
    'X-Sum: one\r\nSet-Cookie: a=b\r\nX-Other: 1\r\nserver-timing: db;dur=1 \xe9\r\nPaart-Reference: x\r\n\r\n',
  'latin1',
)

const origin = await startOrigin({ respond: () => ANSWER })
const allowing = await startTestGate({
  backendPort: origin.port,
  backend: 'connections: 1, trailers: [X-Sum, Server-Timing]',
})
const streaming = await startTestGate({
  backendPort: origin.port,
  backend: 'connections: 1, trailers: [X-Sum, Server-Timing], bufferMax: 0B',
})
const plain = await startTestGate({ backendPort: origin.port })
t.teardown(async () => {
  await Promise.all([allowing.stop(), streaming.stop(), plain.stop()])
  await origin.close()
})

/** The trailers the backend got with this body. */
async function sent(port: number, body: string, head = ''): Promise<RawHeaders | number> {
  const bytes = `POST / HTTP/1.1\r\nHost: a\r\n${head}Transfer-Encoding: chunked\r\n\r\n${body}`
  const { status } = await sendRaw(port, bytes)
  return status === 200 ? (origin.requests.at(-1)?.trailers ?? 0) : status
}

const TRAILERS = 'X-Sum: 1\r\nHost: evil\r\nx-sum: \xe9\r\nCookie: paart=x\r\nX-Other: 2\r\n'
const ALLOWED: RawHeaders = [
  ['X-Sum', '1'],
  ['x-sum', '\xe9'],
]
const LARGE = `20000\r\n${'x'.repeat(0x20000)}\r\n`

t.test('allowed trailers reach the backend behind the body, all others end here', async (t) => {
  const bodies = [
    { name: 'a small body', body: '3\r\nabc\r\n' },
    { name: 'a large body', body: LARGE },
  ]
  for (const [how, { port }] of Object.entries({ allowing, streaming })) {
    for (const { name, body } of bodies) {
      const trailers = await sent(port, `${body}0\r\n${TRAILERS}\r\n`, 'Trailer: X-Sum\r\n')
      t.strictSame(trailers, ALLOWED, `${how}: ${name}`)
      const seen = origin.requests.at(-1)
      t.match([seen?.headers.get('host'), seen?.headers.has('x-sum')], ['a', false], 'never merged')
      t.equal(seen?.body.length, body.length > 99 ? 0x20000 : 3)
      t.strictSame(await sent(port, `${body}0\r\n\r\n`), [], 'nor do they stay on the connection')
    }
    t.strictSame(await sent(port, `0\r\n${TRAILERS}\r\n`), [], `${how}: behind nothing`)
    t.strictSame(await sent(port, '3\r\nabc\r\n0\r\n\r\n'), [], 'nor later')
    t.equal((await request(port, { method: 'POST', path: '/', body: 'abc' })).status, 200)
  }
  t.strictSame(await sent(plain.port, `3\r\nabc\r\n0\r\n${TRAILERS}\r\n`), [], 'none by default')
})

t.test('allowed trailers reach the client behind the body, all others end here', async (t) => {
  const connection = await openConnection(allowing.port)
  for (const method of ['GET', 'GET', 'POST']) {
    const got = await request(connection, { method, path: '/', body: 'abc' })
    t.strictSame(got.trailers, [
      ['X-Sum', 'one'],
      ['server-timing', 'db;dur=1 \xe9'],
    ])
    t.match(
      [got.text, got.headers.has('x-sum'), got.headers.has('set-cookie')],
      ['abc', false, false],
    )
  }
  connection.close()
  t.strictSame((await get(plain.port, '/')).trailers, [], 'none by default')
  const old = await sendRaw(allowing.port, 'GET / HTTP/1.0\r\n\r\n')
  t.match([old.text, old.headers.has('x-sum')], ['abc', false], 'HTTP/1.0 knows none')
})

t.test('the backend hears that trailers are read, where they are passed on', async (t) => {
  const cases = [
    { port: allowing.port, te: 'gzip;q=0.5, Trailers', want: 'trailers' },
    { port: allowing.port, te: 'gzip', want: undefined },
    { port: plain.port, te: 'trailers', want: undefined },
  ]
  for (const { port, te, want } of cases) {
    await get(port, '/', { TE: te, Connection: 'TE' })
    t.equal(origin.requests.at(-1)?.headers.get('te'), want, te)
  }
})

t.test('nothing the backend got was less than strict', (t) => {
  t.strictSame([origin.faults, allowing.notes, streaming.notes], [[], [], []])
  t.end()
})
