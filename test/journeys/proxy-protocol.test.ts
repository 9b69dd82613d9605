import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { type ConnectOptions, get, openConnection, reset } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { proxyHeader } from '../support/proxy-header.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-proxy-protocol-'))
const origin = await startOrigin()

/** One port for the PROXY protocol, a Unix socket for it, and a Unix socket without. */
const text = configText({
  backendPort: origin.port,
  workers: 2,
  rest: 'trustedProxies: [127.0.0.1, 10.0.0.0/8]',
}).replace(
  '  - address: 127.0.0.1:0\n',
  `  - { address: "127.0.0.1:0", proxyProtocol: true }
  - { address: "unix:told.sock", proxyProtocol: true }
  - { address: "unix:plain.sock" }
`,
)
const gate = await startTestGate({ backendPort: origin.port, folder, text })
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

const V1 = 'PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n'
const V1_IPV6 = 'PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n'
const ENDS = Buffer.from('cb007107c000020100010002', 'hex')
const VALUES = Buffer.from('0100026832', 'hex')
const V2 = proxyHeader({ family: 0x11, rest: Buffer.concat([ENDS, VALUES]) })
const LOCAL = proxyHeader({ start: 0x20, family: 0, rest: VALUES })
const UNKNOWN = 'PROXY UNKNOWN\r\n'

/** What the backend was told of whom a request is from, sent in pieces behind a header. */
async function seen(
  pieces: readonly (Buffer | string)[],
  target: number | string = gate.port,
  options: ConnectOptions = {},
): Promise<string | undefined> {
  const connection = await openConnection(target, options)
  try {
    for (const piece of pieces) {
      connection.send(piece)
      // Each in a packet of its own.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { status } = await connection.receive()
    return status === 200 ? origin.requests.at(-1)?.headers.get('x-forwarded-for') : String(status)
  } finally {
    connection.close()
  }
}

const REQUEST = 'GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.9\r\n\r\n'

t.test('the client is whom the header names, and is believed nothing itself', async (t) => {
  t.equal(await seen([V1, REQUEST]), '203.0.113.7', 'version 1')
  t.equal(await seen([V1_IPV6, REQUEST]), '2001:db8::7', 'IPv6')
  t.equal(await seen([V2, REQUEST]), '203.0.113.7', 'version 2')
  t.equal(await seen([`${V1}${REQUEST}`]), '203.0.113.7', 'in one packet with the request')
  t.equal(await seen(`${V1}${REQUEST}`.split('')), '203.0.113.7', 'byte by byte')
  const bytes = Array.from(V2, (byte) => Buffer.from([byte]))
  t.equal(await seen([...bytes, REQUEST]), '203.0.113.7', 'version 2, byte by byte')
  t.equal(
    await seen([V2.subarray(0, 20), Buffer.concat([V2.subarray(20), Buffer.from(REQUEST)])]),
    '203.0.113.7',
  )
})

t.test('a header that names a trusted proxy leads on to what that proxy says', async (t) => {
  const inner = 'PROXY TCP4 10.1.2.3 192.0.2.1 1 2\r\n'
  t.equal(await seen([inner, REQUEST]), '198.51.100.9, 10.1.2.3')
})

t.test('a proxy that speaks for itself or of somebody unknown is the client', async (t) => {
  const bare = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n'
  for (const header of [LOCAL, UNKNOWN]) t.equal(await seen([header, bare]), '127.0.0.1')
})

t.test('bodies and later requests on the connection are the client’s as well', async (t) => {
  const connection = await openConnection(gate.port)
  const body = 'x'.repeat(100_000)
  connection.send(
    `${V1}POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  t.equal((await connection.receive()).status, 200)
  t.equal(origin.requests.at(-1)?.body.length, body.length)
  t.equal((await get(connection, '/c')).status, 200)
  t.equal(origin.requests.at(-1)?.headers.get('x-forwarded-for'), '203.0.113.7')
  connection.close()
})

t.test('without a header, with a bad one, or from a stranger a connection is closed', async (t) => {
  const cases: readonly { name: string; bytes: Buffer | string; options?: ConnectOptions }[] = [
    { name: 'no header', bytes: REQUEST },
    { name: 'a bad one', bytes: `PROXY TCP4 a b 1 2\r\n${REQUEST}` },
    { name: 'a bad version', bytes: proxyHeader({ start: 0x31, family: 0x11, rest: ENDS }) },
    { name: 'from a stranger', bytes: `${V1}${REQUEST}`, options: { from: '127.0.0.2' } },
  ]
  const before = origin.requests.length
  for (const { name, bytes, options } of cases) {
    const connection = await openConnection(gate.port, options)
    connection.send(bytes)
    t.equal((await connection.reader.readToEnd()).length, 0, name)
  }
  const half = await openConnection(gate.port)
  half.socket.end(V1.slice(0, 10))
  t.equal((await half.reader.readToEnd()).length, 0, 'one that ends')
  const broken = await openConnection(gate.port)
  broken.send(V1.slice(0, 10))
  reset(broken.socket)
  t.equal(origin.requests.length, before, 'the backend hears of none')
  await eventually('the log tells of it', () => {
    const log = readFileSync(join(folder, 'access.log'), 'utf8')
    return ['untrusted-proxy', 'bad-proxy-header'].every((why) => log.includes(`"why":"${why}"`))
  })
})

t.test('a Unix socket is a listener like others, with the protocol and without', async (t) => {
  t.equal(await seen([V2, REQUEST], join(folder, 'told.sock')), '203.0.113.7')
  t.equal(await seen([`${V1}${REQUEST}`], join(folder, 'told.sock')), '203.0.113.7')
  const bare = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n'
  t.equal(await seen([LOCAL, bare], join(folder, 'told.sock')), '127.0.0.1')
  t.equal(await seen([bare], join(folder, 'plain.sock')), '127.0.0.1')
  t.equal(await seen([REQUEST], join(folder, 'plain.sock')), '198.51.100.9, 127.0.0.1')
})

t.test('no worker minded any of this, and no socket is left behind', async (t) => {
  // A trusted peer on the plain socket named nobody, of which the operator is told.
  t.equal(gate.notes.filter((note) => !note.includes('names no client')).length, 0)
  await gate.stop(1_000)
  t.notOk(existsSync(join(folder, 'plain.sock')))
  t.notOk(existsSync(join(folder, 'told.sock')))
})
