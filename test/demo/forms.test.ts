import t from 'tap'
import { createHash } from 'node:crypto'
import { startDemo } from '../../src/demo/index.ts'
import { get, openConnection, request, type RawAnswer } from '../support/http.ts'

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
t.teardown(demo.close)

const CONTRIBUTIONS = '/inquiries/1/contributions'

function contribute(
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return request(demo.port, {
    method: 'POST',
    path: CONTRIBUTIONS,
    headers: { 'Content-Type': 'multipart/form-data; boundary=XX', ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  })
}

function part(disposition: string, content: string): string {
  return `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
}

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

t.test('a contribution comes back with each field and the hash of each file', async (t) => {
  // What looks like a delimiter inside a file is part of it.
  const file = '\r\n--X\r\n--\r\n\r\n-'
  const body =
    `a preamble\r\n${part('name="name"', 'Zoé <b>')}${part('name="topic"', '1')}` +
    `${part('name="topic"', '2')}${part('name="plan"; filename="a%22<i>.bin"', file)}` +
    `${part('name="annex"; filename=""', '')}--XX--\r\nan epilogue`

  const page = await contribute(body)
  t.equal(page.status, 200)
  t.match(page.text, 'Zoé &lt;b&gt;')
  t.match(page.text, 'a&quot;&lt;i&gt;.bin')
  t.match(page.text, sha256(file))
  t.match(page.text, 'annex: no file chosen')

  const json = await contribute(body, { Accept: 'application/json' })
  t.strictSame(JSON.parse(json.text).parts, [
    { kind: 'field', name: 'name', value: 'Zoé <b>' },
    { kind: 'field', name: 'topic', value: '1' },
    { kind: 'field', name: 'topic', value: '2' },
    { kind: 'file', name: 'plan', fileName: 'a"<i>.bin', size: file.length, sha256: sha256(file) },
    { kind: 'file', name: 'annex', fileName: '', size: 0, sha256: sha256('') },
  ])
  t.match((await contribute('--XX--')).text, 'No files.')
})

t.test('a contribution may arrive one byte at a time', async (t) => {
  const body = `${part('name="a"', 'b\r\n-')}${part('name="f"; filename="f"', '\r\n--XY')}--XX--\r\n`
  const connection = await openConnection(demo.port)
  t.teardown(connection.close)
  connection.send(
    `POST ${CONTRIBUTIONS} HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n` +
      'Content-Type: multipart/form-data; boundary="XX"\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  for (const byte of body) connection.send(`1\r\n${byte}\r\n`)
  connection.send('0\r\n\r\n')
  const { text } = await connection.receive()
  t.match(JSON.parse(text).parts, [
    { name: 'a', value: 'b\r\n-' },
    { name: 'f', size: 6, sha256: sha256('\r\n--XY') },
  ])
})

t.test('a form that cannot be read is refused with its reason', async (t) => {
  const cases = [
    { name: 'empty', body: '', want: 'it ends too early' },
    { name: 'no boundary inside', body: 'x'.repeat(100_000), want: 'it ends too early' },
    { name: 'cut in a part', body: part('name="a"', 'b'), want: 'it ends too early' },
    { name: 'a delimiter that goes on', body: '--XXYZ', want: 'a delimiter goes on' },
    { name: 'no name', body: `${part('filename="a"', '')}--XX--`, want: 'a part has no name' },
    { name: 'no fields', body: '--XX\r\n\r\nb\r\n--XX--', want: 'a part has no name' },
    { name: 'an endless head', body: `--XX\r\nA: ${'x'.repeat(9_000)}`, want: 'too long' },
    { name: 'a long head', body: `--XX\r\nA: ${'x'.repeat(9_000)}\r\n\r\n`, want: 'too long' },
  ]
  for (const { name, body, want } of cases)
    t.match(await contribute(body), { status: 400, text: want }, name)
  const types = [
    'text/plain',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/mixed; boundary=a',
  ]
  for (const type of types) {
    t.match(
      await contribute('', { 'Content-Type': type }),
      { status: 400, text: 'multipart/form-data' },
      type,
    )
  }
})

t.test('every size has its limit', async (t) => {
  const megabyte = 'x'.repeat(1024 * 1024)
  const longField = await contribute(`${part('name="a"', `${megabyte}x`)}--XX--`)
  t.match(longField, { status: 413, text: 'The field a is too long.' })
  const manyParts = await contribute(`${part('name="a"', '').repeat(101)}--XX--`)
  t.match(manyParts, { status: 413, text: 'too many parts' })
  const longLogin = await request(demo.port, {
    method: 'POST',
    path: '/login',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'x'.repeat(70_000),
  })
  t.match(longLogin, { status: 413, text: 'At most 65536 bytes' })

  const connection = await openConnection(demo.port)
  t.teardown(connection.close)
  connection.send(
    `POST ${CONTRIBUTIONS} HTTP/1.1\r\nHost: a\r\nContent-Length: 67108865\r\n` +
      'Content-Type: multipart/form-data; boundary=XX\r\n\r\n',
  )
  t.match(
    await connection.receive(),
    { status: 413, text: 'at most 67108864 bytes' },
    'as declared',
  )
})

t.test('a chunked body beyond the limit is refused while it arrives', async (t) => {
  const connection = await openConnection(demo.port)
  t.teardown(connection.close)
  connection.send('POST /received HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  const chunk = Buffer.concat([
    Buffer.from('400000\r\n'),
    Buffer.alloc(0x400000),
    Buffer.from('\r\n'),
  ])
  for (let sent = 0; sent < 17; sent++) connection.send(chunk)
  t.equal((await connection.receive()).status, 413)
  connection.send('0\r\n\r\n')
  t.equal((await get(connection, '/login')).status, 200, 'the connection is still good')
})

t.test('a client that leaves in the middle of a body harms nobody', async (t) => {
  const connection = await openConnection(demo.port)
  connection.send('POST /received HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
  connection.socket.end()
  await connection.reader.readToEnd()
  t.equal((await get(demo.port, '/')).status, 200)
})

function logIn(body: string, type = 'application/x-www-form-urlencoded'): Promise<RawAnswer> {
  const headers = { 'Content-Type': type }
  return request(demo.port, { method: 'POST', path: '/login', headers, body })
}

t.test('a visitor logs in, sees the account, and logs out', async (t) => {
  const anonymous = await get(demo.port, '/account', { Cookie: 'JSESSIONID=guessed' })
  t.match([anonymous.status, anonymous.headers.get('location')], [303, '/login'])

  const { status, headers } = await logIn('name=Zo%C3%A9+%3C&password=demo')
  t.match([status, headers.get('location')], [303, '/account'])
  const [cookie = '', ...attributes] = (headers.get('set-cookie') ?? '').split('; ')
  t.match(cookie, /^JSESSIONID=[0-9A-F]{32}$/)
  t.strictSame(attributes, ['Path=/', 'HttpOnly'])

  const account = await get(demo.port, '/account', { Cookie: `JSESSIONID=old; ${cookie}` })
  t.match(account.text, 'Zoé &lt;')
  t.equal(account.headers.get('cache-control'), 'private, no-cache')

  await request(demo.port, { method: 'POST', path: '/logout', headers: { Cookie: cookie } })
  t.equal((await get(demo.port, '/account', { Cookie: cookie })).status, 303)
})

t.test('a login that is not right is refused', async (t) => {
  const cases = [
    { body: 'name=a&password=wrong', want: { status: 200, text: 'Name or password is wrong.' } },
    { body: 'password=demo', want: { status: 200, text: 'Name or password is wrong.' } },
    { body: '%zz=%ff&&=', want: { status: 200, text: 'Name or password is wrong.' } },
  ]
  for (const { body, want } of cases) t.match(await logIn(body), want, body)
  t.equal((await logIn('name=a&password=demo', 'text/plain')).status, 415)
})

t.test('the oldest session ends where there would be too many', async (t) => {
  const connection = await openConnection(demo.port)
  t.teardown(connection.close)
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const sent = { method: 'POST', path: '/login', headers, body: 'name=a&password=demo' }
  const cookies: string[] = []
  for (let i = 0; i < 1001; i++) {
    const answer = await request(connection, sent)
    cookies.push(answer.headers.get('set-cookie')?.split(';')[0] ?? '')
  }
  const [first = '', second = ''] = cookies
  t.equal((await get(connection, '/account', { Cookie: first })).status, 303)
  t.equal((await get(connection, '/account', { Cookie: second })).status, 200)
})
