import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection, request } from '../support/http.ts'
import { IDENTITY_FIELDS, SPELLINGS } from '../support/identity.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { HANDSHAKE, acceptance, handshakeBytes } from '../support/websocket.ts'

const WRITTEN = 'written by the client'

const origin = await startOrigin({
  respond: ({ headers }) =>
    headers.has('upgrade') ? Buffer.from(acceptance(), 'latin1') : answer({ status: 200 }),
})
const untrusting = await startTestGate({ backendPort: origin.port })
const trusting = await startTestGate({
  backendPort: origin.port,
  rest: 'trustedProxies: [127.0.0.0/8]',
})
t.teardown(async () => {
  await Promise.all([untrusting.stop(), trusting.stop()])
  await origin.close()
})

/** What of that the backend got, by name. */
function arrived(): readonly string[] {
  const fields = origin.requests.at(-1)?.rawHeaders ?? []
  return fields.filter(([, value]) => value.includes(WRITTEN)).map(([name]) => name)
}

const PEERS = [
  { who: 'a stranger', gate: untrusting },
  { who: 'a trusted proxy', gate: trusting },
]

for (const { who, gate } of PEERS) {
  t.test(`what a client claims to be arrives in no spelling, through ${who}`, async (t) => {
    for (const { how, spell } of SPELLINGS) {
      const claims = IDENTITY_FIELDS.map((name): readonly [string, string] => [
        spell(name),
        WRITTEN,
      ])
      const sent = [['Host', 'a.lu'], ...claims, ['X-Mine', WRITTEN]] as const
      const { status } = await request(gate.port, { path: '/', headers: sent })
      t.equal(status, 200, how)
      t.strictSame(arrived(), ['X-Mine'], how)
    }
  })

  t.test(`nor does it with a WebSocket, through ${who}`, async (t) => {
    const claims = IDENTITY_FIELDS.map((name): readonly [string, string] => [name, WRITTEN])
    const connection = await openConnection(gate.port)
    connection.send(handshakeBytes('/', [...HANDSHAKE, ...claims, ['X-Mine', WRITTEN]]))
    t.match(String(await connection.reader.readUntil('\r\n\r\n')), ' 101 ')
    t.strictSame(arrived(), ['X-Mine'])
    connection.close()
  })

  t.test(`the backend is told the host and the address, through ${who}`, async (t) => {
    const headers = [
      ['Host', 'a.lu:8443'],
      ['X-Forwarded-Host', 'b.lu'],
      ['X-Real-IP', '203.0.113.9'],
    ] as const
    await request(gate.port, { path: '/', headers })
    t.equal(origin.requests.at(-1)?.headers.get('x-forwarded-host'), 'a.lu:8443')
    t.equal(origin.requests.at(-1)?.headers.get('x-real-ip'), '127.0.0.1')
  })
}

t.test('behind a trusted proxy the address is the client that it names', async (t) => {
  const headers = [
    ['Host', 'a.lu'],
    ['X-Forwarded-For', '198.51.100.7, 203.0.113.9'],
  ] as const
  await request(trusting.port, { path: '/', headers })
  t.equal(origin.requests.at(-1)?.headers.get('x-real-ip'), '203.0.113.9')
})

t.equal(origin.faults.length, 0)
