import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import t, { type Test } from 'tap'
import {
  type FrontProxy,
  snippetOf,
  startFrontHaproxy,
  startFrontNginx,
} from '../support/applications/front-proxy.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startFileGate } from '../support/file-gate.ts'
import { get } from '../support/http.ts'
import { IDENTITY_FIELDS, SPELLINGS } from '../support/identity.ts'
import { type RawHeaders, readHead } from '../support/message.ts'
import { answer, type RecordedRequest, startOrigin } from '../support/recording-origin.ts'
import { SocketReader } from '../support/socket-reader.ts'
import { HANDSHAKE, acceptance } from '../support/websocket.ts'

const WRITTEN = 'written-by-the-client'
const HOST = 'demarches.example.lu'

/** Where a citizen comes from; the proxies connect from another address. */
const CITIZEN = '127.0.0.77'

const origin = await startOrigin({
  respond: ({ headers }) =>
    headers.has('upgrade') ? Buffer.from(acceptance(), 'latin1') : answer({ status: 200 }),
})
t.teardown(origin.close)

/** The guide's own gate, where this machine has room for it. */
async function startGuidedGate(test: Test) {
  const text = snippetOf('yaml')
    .replace('127.0.0.1:8080', '127.0.0.1:0')
    .replace(/socket: \S+, address: '[^']+'/, "socket: admin.sock, address: '127.0.0.1:0'")
    .replace('http://127.0.0.1:8081', `http://127.0.0.1:${origin.port}`)
    .replace('/var/log/paart/access.log', 'access.log')
    .replaceAll('/var/lib/paart/', '')
  return startFileGate(test, `${text}\nworkers: 1\n`)
}

/** Sends bytes over TLS, as the citizen, and gives the head of the answer. */
async function send(port: number, fields: RawHeaders): Promise<string> {
  const from = connect({ port, host: '127.0.0.1', localAddress: CITIZEN })
  const socket = connectSecurely({ socket: from, servername: HOST, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`GET /page?a=b HTTP/1.1\r\nHost: ${HOST}\r\n${lines}\r\n`, 'latin1')
  const head = await readHead(new SocketReader(socket))
  socket.destroy()
  return head?.startLine ?? ''
}

const CLAIMS: readonly { readonly how: string; readonly fields: RawHeaders }[] = [
  ...SPELLINGS.map(({ how, spell }) => ({
    how,
    fields: IDENTITY_FIELDS.map((name) => [spell(name), WRITTEN] as const),
  })),
  {
    how: 'what proxies say themselves',
    fields: [
      'X-Forwarded-For',
      'X-Forwarded-Proto',
      'X-Forwarded-Host',
      'X-Request-Id',
      'Forwarded',
    ]
      .flatMap((name) => [name, name.toLowerCase(), name.replaceAll('-', '_')])
      .map((name) => [name, WRITTEN] as const),
  },
]

function received(): RecordedRequest {
  const request = origin.requests.at(-1)
  if (request === undefined) throw new Error('nothing was received')
  return request
}

/** HAProxy takes 101 fields of a request at most. */
const FIELDS_AT_ONCE = 60

function pieces(fields: RawHeaders): readonly RawHeaders[] {
  const count = Math.ceil(fields.length / FIELDS_AT_ONCE)
  return Array.from({ length: count }, (_, i) =>
    fields.slice(i * FIELDS_AT_ONCE, (i + 1) * FIELDS_AT_ONCE),
  )
}

/** What a client wrote and the application got, by name. */
function arrived(): readonly string[] {
  return received()
    .rawHeaders.filter(([, value]) => value.includes(WRITTEN))
    .map(([name]) => name)
}

function hold(name: string, start: (gatePort: number) => Promise<FrontProxy>): void {
  t.test(`behind ${name} as the guide sets it up`, async (t) => {
    const gate = await startGuidedGate(t)
    const proxy = await start(gate.port)
    t.teardown(proxy.stop)

    for (const { how, fields } of CLAIMS) {
      for (const piece of pieces(fields)) {
        t.match(await send(proxy.httpsPort, [...piece, ['X-Mine', WRITTEN]]), ' 200 ', how)
        const names = arrived().map((field) => field.toLowerCase())
        t.strictSame(names, ['x-mine'], `${how}: none arrives, and all else does`)
      }
    }

    const { headers } = received()
    t.equal(headers.get('x-real-ip'), CITIZEN, 'the address is the citizen’s')
    t.equal(headers.get('x-forwarded-for'), `${CITIZEN}, 127.0.0.1`)
    t.equal(headers.get('x-forwarded-proto'), 'https')
    t.equal(headers.get('x-forwarded-host'), HOST)
    t.equal(headers.get('host'), HOST)
    t.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{32,36}$/, 'the id is the proxy’s')

    const claims = pieces(CLAIMS[0]?.fields ?? [])[0] ?? []
    const upgraded = await send(proxy.httpsPort, [...HANDSHAKE, ...claims])
    t.match(upgraded, ' 101 ', 'a WebSocket opens')
    t.strictSame(arrived(), [], 'and nothing arrives with it')
    t.equal(received().headers.get('x-real-ip'), CITIZEN)

    const plain = await get(proxy.port, '/page', { Host: HOST })
    t.equal(plain.status, 301, 'who comes without TLS is sent to it')
    t.match(plain.headers.get('location') ?? '', `https://${HOST}/page`)

    const { report } = await gate.ask('GET', '/status')
    const notices = (report['notices'] ?? []) as readonly { readonly text: string }[]
    const others = notices.filter(({ text }) => !text.includes('claims an identity'))
    t.strictSame(others, [], 'the gate finds every client')
    t.strictSame(origin.faults, [])
  })
}

await withPackages(t, ['nginx-light'], async () => hold('nginx', startFrontNginx))
await withPackages(t, ['haproxy'], async () => hold('HAProxy', startFrontHaproxy))
