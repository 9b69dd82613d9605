import { join } from 'node:path'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { exchange, openConnection, sendRaw } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  text: `
version: 1
listen: [{ address: 127.0.0.1:0 }]
workers: 1
contact: { phone: "247 82 000", hours: "8:00-18:00", email: help@example.lu, address: Luxembourg }
log: { to: access.log }
backends: { app: { servers: ["{backend}"] } }
sites:
  - { name: files, hosts: [files.example.lu], backend: app, routes: [{ name: all, policy: open }] }
policies: { open: { challenge: never } }
`,
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
})

/** As browsers wrote it that knew no other way; a character is a byte. */
const BROWSER = 'Host: files.example.lu\r\nAccept: text/html, */*\r\nAccept-Language: fr\r\n'

/** What the log says of each request, in their order; it is written now and then. */
const logged: object[] = []

t.test('raw bytes in an address are answered by a page, and stand in the log', async (t) => {
  const cases = [
    { target: '/caf\xc3\xa9/menu.html?m=\xe9', path: '/caf%C3%A9/menu.html' },
    { target: '/caf\xe9', path: '/caf%E9' },
    { target: '/a?\xff', path: '/a' },
  ]
  for (const { target, path } of cases) {
    const bytes = `GET ${target} HTTP/1.1\r\n${BROWSER}\r\n`
    const { status, headers, text } = await sendRaw(gate.port, bytes)
    t.equal(status, 400, path)
    t.match(headers.get('content-type'), 'text/html')
    t.match([headers.get('paart-decision'), headers.get('connection')], ['error', 'close'])
    t.match(text, /<html lang="fr"[^]*247 82 000/, 'a page of the site, in the language asked for')
    const reference = headers.get('paart-reference')
    logged.push({ site: 'files', path, reason: 'request: raw-target', network: /./, reference })
  }
})

t.test('a program gets a problem document', async (t) => {
  const { status, headers, text } = await sendRaw(
    gate.port,
    'GET /caf\xc3\xa9 HTTP/1.1\r\nHost: files.example.lu\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n',
  )
  t.match([status, headers.get('content-type')], [400, 'application/problem+json'])
  t.match(text, 'The address holds characters that must be escaped.')
  logged.push({ site: 'files', path: '/caf%C3%A9', status: 400 })
})

t.test('whatever else is wrong with it is told as ever', async (t) => {
  const cases = {
    'another site': [404, `GET /\xe9 HTTP/1.1\r\nHost: other.example.lu\r\n\r\n`, 'no-such-site'],
    'no host': [400, 'GET /\xe9 HTTP/1.1\r\nAccept: */*\r\n\r\n', 'bad-host'],
    'two hosts': [400, `GET /\xe9 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`, 'bad-host'],
    'a control character': [400, `GET /\xe9\x01 HTTP/1.1\r\n${BROWSER}\r\n`, 'HPE_INVALID_URL'],
    'no field': [400, `GET /\xe9 HTTP/1.1\r\n${BROWSER}x\r\n\r\n`, 'HPE_INVALID_URL'],
    'no path': [400, `GET \xe9 HTTP/1.1\r\n${BROWSER}\r\n`, 'HPE_INVALID_URL'],
    'no end': [400, `GET /\xe9 HTTP/1.1\r\n${BROWSER}`, 'HPE_INVALID_URL'],
    'NUL as well': [400, `GET /\xe9%00 HTTP/1.1\r\n${BROWSER}\r\n`, 'ambiguous-path'],
  } as const
  for (const [name, [want, bytes, reason]] of Object.entries(cases)) {
    const { status, headers } = await sendRaw(gate.port, bytes)
    t.match([status, headers.get('connection')], [want, 'close'], name)
    logged.push({ reason: `request: ${reason}` })
  }
})

t.test('nothing goes on, and nothing behind it is read', async (t) => {
  const next = 'GET /next HTTP/1.1\r\nHost: files.example.lu\r\n\r\n'
  const length = 'Content-Length: 4\r\n'
  for (const bytes of [
    `GET /\xe9 HTTP/1.1\r\n${BROWSER}\r\n${next}`,
    `POST /\xe9 HTTP/1.1\r\n${BROWSER}${length}\r\nbody${next}`,
    `POST /\xe9 HTTP/1.1\r\n${BROWSER}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next}`,
    `POST /\xe9 HTTP/1.1\r\n${BROWSER}${length}Expect: 100-continue\r\n\r\n`,
    `GET /\xe9 HTTP/1.1\r\n${BROWSER}Upgrade: websocket\r\nConnection: upgrade\r\n\r\n${next}`,
  ]) {
    const answers = (await exchange(gate.port, bytes)).toString('latin1')
    t.equal(answers.split('HTTP/1.1 ').length, 2, 'one answer')
    t.match(answers, /^HTTP\/1\.1 400 /)
    logged.push({ reason: 'request: raw-target', path: '/%E9' })
  }
  const head = (await exchange(gate.port, `HEAD /\xe9 HTTP/1.1\r\n${BROWSER}\r\n`)).toString(
    'latin1',
  )
  t.match(head, /^HTTP\/1\.1 400 [^]*\r\n\r\n$/, 'a HEAD has no body')
  logged.push({ method: 'HEAD' })
  t.strictSame(origin.requests, [])
})

t.test('behind another request it waits, and more of it is not answered twice', async (t) => {
  const connection = await openConnection(gate.port)
  connection.send(`GET /first HTTP/1.1\r\nHost: files.example.lu\r\n\r\n`)
  t.equal((await connection.receive()).status, 200)
  logged.push({ path: '/first' })
  connection.send(`GET /\xe9 HTTP/1.1\r\n${BROWSER}\r\n`)
  connection.send(`GET /\xe9 HTTP/1.1\r\n${BROWSER}\r\n`)
  const { status, text } = await connection.receive()
  t.match([status, text], [400, '<html'])
  t.equal((await connection.reader.readToEnd()).length, 0)
  connection.close()
  logged.push({ reason: 'request: raw-target' })
  const both = `GET /second HTTP/1.1\r\nHost: files.example.lu\r\n\r\nGET /\xe9 HTTP/1.1\r\n${BROWSER}\r\n`
  const answers = (await exchange(gate.port, both)).toString('latin1')
  t.match(answers, /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 400 /, 'in order, where both come at once')
  t.strictSame(gate.notes, [])
})

t.test('the log says at which site, and for which path', async (t) => {
  logged.push({ path: '/second' }, { status: 400 })
  const lines = await linesOf(join(gate.folder, 'access.log'), logged.length)
  t.equal(lines.length, logged.length)
  for (const [i, want] of logged.entries()) t.match(JSON.parse(lines[i] ?? '{}'), want)
})
