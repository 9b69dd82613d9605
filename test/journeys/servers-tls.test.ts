import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:https'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TLSSocket, type TlsOptions } from 'node:tls'
import t, { type Test } from 'tap'
import { startGate } from '../../src/control/index.ts'
import { eventually } from '../support/eventually.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { type RawAnswer, get } from '../support/http.ts'
import { acceptOf } from '../../src/proxy/reading/handshake.ts'
import { handshakeBytes } from '../support/websocket.ts'
import { openConnection } from '../support/http.ts'

const DATA = new URL('../data/tls/', import.meta.url).pathname
const dataOf = (name: string): string => readFileSync(join(DATA, name), 'utf8')

/** An application that speaks https alone and tells whom it sees. */
async function startSecure(t: Test, options: TlsOptions = {}): Promise<number> {
  const server: Server = createServer({
    cert: dataOf('server.pem'),
    key: dataOf('server-key.pem'),
    ...options,
  })
  server.on('request', (asked, response) => {
    const socket = asked.socket as TLSSocket
    const shown = socket.getPeerCertificate().subject?.CN ?? 'nobody'
    response.end(`${asked.headers.host} ${socket.servername || 'no name'} ${String(shown)}`)
  })
  server.on('upgrade', ({ headers }, socket) => {
    const accept = acceptOf(headers['sec-websocket-key'] ?? '')
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade'
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\n${upgrade}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** What a client gets through a gate whose backend is so written. */
async function through(
  backend: string,
  ask: (port: number, log: () => string) => Promise<RawAnswer>,
): Promise<RawAnswer> {
  const gate = await startTestGate({ backendPort: 1, backend })
  try {
    const log = join(gate.folder, 'access.log')
    return await ask(gate.port, () => readFileSync(log, 'utf8'))
  } finally {
    await gate.stop(0)
  }
}

const CA = `ca: ${DATA}ca.pem`
const SHOWN = `certificate: ${DATA}client.pem, key: ${DATA}client-key.pem`
const CLIENT_HOST = { Host: 'portal.example.lu' }

t.test(
  'a server is verified by its own name or address, whatever the client calls it',
  async (t) => {
    const port = await startSecure(t)
    const cases = [
      { tls: `{ ${CA} }`, want: 'portal.example.lu no name nobody' },
      { tls: `{ ${CA}, serverName: backend.test }`, want: 'portal.example.lu backend.test nobody' },
    ]
    for (const { tls, want } of cases) {
      const backend = `servers: ["https://127.0.0.1:${port}"], tls: ${tls}`
      const got = await through(backend, async (gatePort) => {
        const connection = await openConnection(gatePort)
        await get(connection, '/', { Host: 'first.example.lu' })
        const second = await get(connection, '/', CLIENT_HOST)
        connection.send(handshakeBytes('/'))
        t.equal((await connection.receive()).status, 101, 'a WebSocket too')
        connection.close()
        return second
      })
      t.match([got.status, got.text], [200, want])
    }
  },
)

t.test('a server that cannot be trusted is told as such, in the log with the reason', async (t) => {
  const port = await startSecure(t)
  const cases = [
    { tls: '', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { tls: `, tls: { ca: ${DATA}other-ca.pem }`, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { tls: `, tls: { ${CA}, serverName: other.test }`, code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ]
  for (const { tls, code } of cases) {
    const backend = `servers: ["https://127.0.0.1:${port}"]${tls}`
    const got = await through(backend, async (gatePort, log) => {
      const answer = await get(gatePort, '/')
      const reason = `"reason":"backend: backend-tls ${code}"`
      await eventually(reason, () => log().includes(reason))
      return answer
    })
    t.equal(got.status, 502, code)
  }
})

const askOnce = (gatePort: number): Promise<RawAnswer> => get(gatePort, '/', CLIENT_HOST)

t.test('a server that wants to know the gate is shown its certificate', async (t) => {
  const strict = { requestCert: true, rejectUnauthorized: true, ca: dataOf('ca.pem') }
  const port = await startSecure(t, strict)
  const server = `servers: ["https://127.0.0.1:${port}"]`
  const known = await through(`${server}, tls: { ${CA}, ${SHOWN} }`, askOnce)
  t.match([known.status, known.text], [200, 'portal.example.lu no name gate.test'])
  const unknown = await through(`${server}, tls: { ${CA} }`, askOnce)
  t.equal(unknown.status, 502)
})

t.test('a certificate that was renewed is taken up by a reload', async (t) => {
  const port = await startSecure(t)
  const folder = mkdtempSync(join(tmpdir(), 'paart-tls-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, dataOf('other-ca.pem'))
  const backend = `servers: ["https://127.0.0.1:${port}"], tls: { ca: ca.pem }`
  const text = configText({ backendPort: 1, backend })
  const readAgain = (): Promise<string> => Promise.resolve(text)
  const source = { text, file: 'test.yaml', folder, readAgain }
  const gate = await startGate(source, { onNote: () => undefined })
  t.teardown(async () => {
    await gate.stop(0)
    rmSync(folder, { recursive: true })
  })
  t.equal((await get(gate.port, '/')).status, 502)
  writeFileSync(ca, dataOf('ca.pem'))
  t.equal((await gate.reload()).ending, 'done')
  t.equal((await get(gate.port, '/')).status, 200, 'although the text is the same')
  writeFileSync(ca, 'nothing')
  const answer = await gate.reload()
  t.equal(answer.ending, 'invalid')
  t.match(answer.text, /"ca" holds no certificate \(PEM\) \[PAART_TLS\]/)
  t.equal((await get(gate.port, '/')).status, 200)
})
