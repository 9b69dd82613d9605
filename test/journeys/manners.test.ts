import { METHODS } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { escapeHtml } from '../../src/challenge-pages/pages/html.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type RawAnswer, openConnection, request, sendRaw } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION } from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  site: 'scheme: http',
  routes: `
- { name: checked, path: "/checked/**", policy: checked }
- { name: everything, policy: open }`,
  policies: 'open: { challenge: never }\nchecked: { challenge: always }',
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
})

interface Line {
  readonly reference: string
  readonly [key: string]: unknown
}

function lines(): readonly Line[] {
  const text = readFileSync(join(gate.folder, 'access.log'), 'utf8')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the gate writes them
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
}

/** The log's line about an answer. */
async function lineOf(answer: RawAnswer): Promise<Line> {
  const reference = answer.headers.get('paart-reference') ?? ''
  const find = (): Line | undefined => lines().find((line) => line.reference === reference)
  await eventually('it is logged', () => find() !== undefined)
  return find() ?? { reference }
}

const HEAD = 'HTTP/1.1\r\nHost: a.lu\r\n\r\n'

t.test('a method that Node does not know is answered 501', async (t) => {
  const unknown = [
    'BREW',
    'get',
    'GETX',
    'VERSION-CONTROL',
    'UPDATE',
    'RPC_IN_DATA',
    'x!#$%&+.^_`|~',
  ]
  // What Node's parser knows of another protocol alone.
  const ofRtsp = ['DESCRIBE', 'ANNOUNCE', 'SETUP', 'PLAY', 'TEARDOWN', 'RECORD', 'FLUSH']
  for (const method of [...unknown, ...ofRtsp]) {
    t.notOk(METHODS.includes(method), method)
    const answer = await sendRaw(gate.port, `${method} /a ${HEAD}`)
    t.match([answer.status, answer.headers.get('connection')], [501, 'close'], method)
    t.equal(answer.headers.get('content-type'), 'application/problem+json')
    t.match(JSON.parse(answer.text), { status: 501, type: 'urn:paart:error' })
    t.match(await lineOf(answer), { status: 501, reason: 'request: unknown-method' })
  }
  t.equal(origin.requests.length, 0, 'no backend hears of it')
})

t.test('in pieces and behind another request too', async (t) => {
  const connection = await openConnection(gate.port)
  connection.send(`GET /a ${HEAD}BREW /a ${HEAD}`)
  t.equal((await connection.receive()).status, 200)
  t.equal((await connection.receive()).status, 501)
  connection.close()
  const slow = await openConnection(gate.port)
  slow.send('UPD')
  await new Promise((resolve) => setImmediate(resolve))
  slow.send(`ATE /a ${HEAD}`)
  t.equal((await slow.receive()).status, 501)
  slow.close()
})

t.test('what is no request is 400 as before', async (t) => {
  const cases = {
    'TLS where none is': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    words: 'this is no request\r\n\r\n',
    'a line of nothing but a word': 'HELLO\r\n\r\n',
    'a method that is no token': `GE(T) /a ${HEAD}`,
    mail: 'EHLO a.lu\r\n',
  }
  for (const [name, bytes] of Object.entries(cases)) {
    t.equal((await sendRaw(gate.port, bytes)).status, 400, name)
  }
})

t.test('HTTP/2 without a word about it is another version', async (t) => {
  const answer = await sendRaw(gate.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  t.equal(answer.status, 505)
  t.match(await lineOf(answer), { reason: 'request: version' })
})

t.test('all methods that Node knows reach the application, but two', async (t) => {
  const refused: string[] = []
  for (const method of METHODS) {
    const { status } = await sendRaw(gate.port, `${method} /a ${HEAD}`)
    if (status !== 200) refused.push(`${method} ${status}`)
  }
  t.strictSame(refused.toSorted(), ['CONNECT 405', 'TRACE 405'])
  const documented = /:\s`(ACL[A-Z\s-]+)`/.exec(readFileSync('docs/hostile-requests.md', 'utf8'))
  const known = METHODS.filter((method) => method !== 'CONNECT' && method !== 'TRACE')
  t.strictSame(documented?.[1]?.split(/\s+/), known.toSorted(), 'as the docs say')
})

t.test('an empty port and the one that http has anyway are as none', async (t) => {
  const seen: (readonly [string, string][])[] = []
  const forms = [
    { target: '/x?y', host: 'a.lu' },
    { target: '/x?y', host: 'a.lu:' },
    { target: '/x?y', host: 'a.lu:80' },
    { target: 'http://a.lu/x?y', host: 'a.lu' },
    { target: 'http://a.lu:80/x?y', host: 'a.lu' },
    { target: 'http://a.lu:/x?y', host: 'a.lu' },
    { target: 'http://a.lu/x?y', host: 'a.lu:80' },
  ]
  for (const { target, host } of forms) {
    const name = `${target} of ${host}`
    t.equal((await request(gate.port, { path: target, headers: { Host: host } })).status, 200, name)
    const { rawHeaders = [], target: got, headers } = origin.requests.at(-1) ?? {}
    t.equal(got, '/x?y', name)
    t.equal(headers?.get('host'), host, 'the field itself goes on as it was sent')
    t.equal(headers?.get('x-forwarded-host'), 'a.lu', name)
    seen.push(
      rawHeaders.filter(([field]) => !/^(host|x-request-id)$/i.test(field)).map(([n, v]) => [n, v]),
    )
  }
  for (const fields of seen) t.strictSame(fields, seen[0])
  const other = await request(gate.port, { path: 'http://a.lu:8080/', headers: { Host: 'a.lu' } })
  t.equal(other.status, 400, 'another port is another host')
})

t.test('and so are they in what leads back, and in whose form it is', async (t) => {
  for (const host of ['a.lu', 'a.lu:', 'a.lu:80']) {
    const headers = { Host: host, Referer: 'http://a.lu/checked/form?a=1' }
    const stopped = await request(gate.port, { path: '/checked/script', headers })
    t.equal(stopped.status, 403)
    t.match(JSON.parse(stopped.text), { check: '/.paart/check?to=%2Fchecked%2Fform%3Fa%3D1' }, host)
    const form = { ...NAVIGATION, Host: host, Origin: 'http://a.lu', 'Content-Type': TYPE }
    const own = omit(form, 'Sec-Fetch-Site')
    const language = await request(gate.port, {
      method: 'POST',
      path: '/.paart/language',
      headers: own,
      body: 'language=fr',
    })
    t.not(language.status, 403, `${host}: a form of its own page`)
  }
})

const TYPE = 'application/x-www-form-urlencoded'

function omit(fields: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
}

/** How a head of that many bytes in one line arrives: whole, in packets, and behind another request. */
async function statusOf(bytes: string, pieceChars = bytes.length): Promise<number> {
  const connection = await openConnection(gate.port)
  connection.socket.on('error', () => undefined)
  for (let at = 0; at < bytes.length; at += pieceChars) {
    connection.send(bytes.slice(at, at + pieceChars))
    // So that they are read one by one.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { status } = await connection.receive()
  connection.close()
  return status
}

t.test('an address that is too long is 414, and fields that are too long are 431', async (t) => {
  const long = 'a'.repeat(70_000)
  const half = 'a'.repeat(40_000)
  const cases = [
    { name: 'a path', bytes: `GET /${long} ${HEAD}`, want: 414 },
    { name: 'a query', bytes: `GET /?${long} ${HEAD}`, want: 414 },
    { name: 'an absolute form', bytes: `GET http://a.lu/?${long} ${HEAD}`, want: 414 },
    { name: 'behind empty lines', bytes: `\r\n\r\nGET /?${long} ${HEAD}`, want: 414 },
    { name: 'a field', bytes: `GET / HTTP/1.1\r\nHost: a.lu\r\nX: ${long}\r\n\r\n`, want: 431 },
    { name: 'a name', bytes: `GET / HTTP/1.1\r\nHost: a.lu\r\n${long}: x\r\n\r\n`, want: 431 },
    {
      name: 'both',
      bytes: `GET /?${half} HTTP/1.1\r\nHost: a.lu\r\nX: ${half}\r\n\r\n`,
      want: 431,
    },
    {
      name: 'many fields',
      bytes: `GET / HTTP/1.1\r\n${'Cookie: a=b; c=d\r\n'.repeat(10_000)}\r\n`,
      want: 431,
    },
  ]
  for (const { name, bytes, want } of cases) {
    for (const piece of [bytes.length, 50_000, 1_448]) {
      t.equal(await statusOf(bytes, piece), want, `${name} in pieces of ${piece}`)
    }
  }
})

t.test('on a kept connection too', async (t) => {
  for (const [rest, want] of [
    [`GET /?${'a'.repeat(70_000)} ${HEAD}`, 414],
    [`GET / HTTP/1.1\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
  ] as const) {
    const connection = await openConnection(gate.port)
    t.equal((await request(connection, { path: '/' })).status, 200)
    const body = { method: 'POST', path: '/', body: 'a\nb'.repeat(10_000) }
    t.equal((await request(connection, body)).status, 200)
    for (let at = 0; at < rest.length; at += 20_000) {
      connection.send(rest.slice(at, at + 20_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const answer = await connection.receive()
    t.equal(answer.status, want)
    const reason = want === 414 ? 'request: long-target' : 'request: HPE_HEADER_OVERFLOW'
    t.match(await lineOf(answer), { status: want, reason })
    connection.close()
  }
})

t.test('a path that names nothing any more is 414, with a page for whom reads one', async (t) => {
  const path = `/${'a'.repeat(8_192)}`
  const page = await request(gate.port, { path, headers: NAVIGATION })
  t.match([page.status, page.headers.get('content-type')], [414, /^text\/html/])
  t.match(await lineOf(page), { status: 414, reason: 'request: long-target' })
  const told = await request(gate.port, { path })
  t.match(JSON.parse(told.text), { status: 414, title: 'URI Too Long' })
})

t.test('an address that is too long to be led back to is told on the check page', async (t) => {
  const told = {
    en: 'The address you opened is very long.',
    de: 'Die aufgerufene Adresse ist sehr lang.',
    fr: 'L’adresse que vous avez ouverte est très longue.',
    lb: 'D’Adress, déi Dir opgemaach hutt, ass ganz laang.',
    pt: 'O endereço que abriu é muito longo.',
  }
  for (const [language, text] of Object.entries(told)) {
    const words = escapeHtml(text)
    const headers = { ...NAVIGATION, 'Accept-Language': language }
    const query = 'q'.repeat(8_192)
    const long = await request(gate.port, { path: `/checked/a?${query}`, headers })
    t.equal(long.status, 403)
    t.ok(long.text.includes(words), `${language}: ${words}`)
    const short = await request(gate.port, { path: `/checked/a?${query.slice(20)}`, headers })
    t.notOk(short.text.includes(words), 'and nobody else is')
  }
})

t.test('nobody noticed anything', (t) => {
  t.strictSame(gate.notes, [])
  t.strictSame(origin.faults, [])
  t.end()
})
