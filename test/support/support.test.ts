import { readFileSync } from 'node:fs'
import t from 'tap'
import { launchBrowser } from './browser.ts'
import { fakeClock } from './clock.ts'
import { exchange, get, openConnection, request, sendRaw } from './http.ts'
import { answer, startOrigin, type Respond } from './recording-origin.ts'

const echo: Respond = ({ method, body }) =>
  answer({ status: 200, headers: [['X-Method', method]], body })

t.test('the client and the origin agree on every byte', async (t) => {
  const origin = await startOrigin({ respond: echo })
  t.teardown(origin.close)

  await t.test('a body, its headers in order and the target as written', async (t) => {
    const headers = [
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
    ] as const
    const got = await request(origin.port, {
      method: 'PUT',
      path: '/%zz?é',
      headers,
      body: 'héllo',
    })
    const recorded = origin.requests.at(-1)
    t.equal(got.status, 200)
    t.equal(got.text, 'héllo')
    t.equal(got.headers.get('x-method'), 'PUT')
    t.match(recorded, { method: 'PUT', target: '/%zz?é', complete: true })
    t.strictSame(recorded?.rawHeaders, [['Host', 'localhost'], ...headers, ['Content-Length', '6']])
    t.equal(recorded?.headers.get('x-b'), '1, 3')
  })

  await t.test('a chunked body with a trailer', async (t) => {
    const sent =
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\nT: u\r\n\r\n'
    const got = await sendRaw(origin.port, sent)
    t.equal(got.text, 'abc')
    t.strictSame(origin.requests.at(-1)?.trailers, [['T', 'u']])
  })

  await t.test('a kept connection is one connection', async (t) => {
    const connection = await openConnection(origin.port)
    await get(connection, '/one')
    await request(connection, { method: 'HEAD', path: '/two' })
    connection.close()
    const [one, two] = origin.requests.slice(-2)
    t.equal(one?.connection, two?.connection)
    t.strictSame([one?.target, two?.target], ['/one', '/two'])
  })

  await t.test('a request cut short is recorded as incomplete', async (t) => {
    const connection = await openConnection(origin.port)
    connection.send('POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
    connection.socket.end()
    await t.rejects(connection.receive(), { message: 'the connection ended without an answer' })
    t.match(origin.requests.at(-1), { target: '/cut', complete: false })
  })
  t.strictSame(origin.faults, [])
})

t.test('the origin refuses what is not strict', async (t) => {
  const origin = await startOrigin()
  t.teardown(origin.close)
  const cases = [
    { name: 'two framings', head: 'Host: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked' },
    { name: 'no host', head: 'X: a' },
    { name: 'two hosts', head: 'Host: a\r\nHost: b' },
    { name: 'a folded line', head: 'Host: a\r\n b' },
    { name: 'a blank before the colon', head: 'Host: a\r\nX : b' },
    { name: 'a bare line feed', head: 'Host: a\r\nX: b\nY: c' },
    { name: 'a list of lengths', head: 'Host: a\r\nContent-Length: 1, 1' },
    { name: 'an unknown coding', head: 'Host: a\r\nTransfer-Encoding: gzip' },
  ]
  for (const { name, head } of cases) {
    const bytes = await exchange(origin.port, `GET / HTTP/1.1\r\n${head}\r\n\r\n`)
    t.match(bytes.toString('latin1'), /^HTTP\/1\.1 400 /, name)
  }
  t.equal(origin.faults.length, cases.length)
})

t.test('the client shows what an answer lacks', async (t) => {
  const cases = [
    {
      name: 'a short body',
      bytes: 'Content-Length: 5\r\n\r\nabc',
      want: { text: 'abc', complete: false },
    },
    {
      name: 'a broken chunk',
      bytes: 'Transfer-Encoding: chunked\r\n\r\n5\r\nabc',
      want: { text: 'abc', complete: false },
    },
    { name: 'an end by closing', bytes: 'A: b\r\n\r\nabc', want: { text: 'abc', complete: true } },
  ]
  for (const { name, bytes, want } of cases) {
    const respond: Respond = (_, { socket }) => {
      socket.end(`HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\n${bytes}`)
      return null
    }
    const origin = await startOrigin({ respond, respondAt: 'head' })
    t.match(await get(origin.port, '/'), { ...want, interim: [103] }, name)
    await origin.close()
  }
})

t.test('a clock moves only by hand', async (t) => {
  const clock = fakeClock(5_000)
  const steadyMs = clock.steadyMs()
  clock.advance(250)
  t.equal(clock.wallMs(), 5_250)
  clock.setWallMs(1)
  t.equal(clock.wallMs(), 1)
  t.equal(clock.steadyMs(), steadyMs + 250)
})

t.test('the browser has nothing on that Playwright switches off', async (t) => {
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  const flag = '--disable-features='
  const said = argumentsOfChildren().filter((argument) => argument.startsWith(flag))
  const [first = [], ...more] = said.map((argument) => argument.slice(flag.length).split(','))
  t.ok(first.length > 0)
  for (const name of first) t.ok(more.at(-1)?.includes(name), name)
})

/** Of every program that this one has started, in order (proc_pid_task_children(5), Linux only). */
function argumentsOfChildren(): readonly string[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
  return children
    .trim()
    .split(' ')
    .flatMap((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
}
