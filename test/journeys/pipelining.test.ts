import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, reset } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

/** The begin and the end of every request at the backend. */
const log: string[] = []
const held = new Map<string, () => void>()
const origin = await startOrigin({
  async respond({ target, body }) {
    if (target === '/ping') return answer({ status: 200 })
    log.push(`begin ${target}`)
    if (target.startsWith('/held')) await new Promise<void>((go) => held.set(target, go))
    log.push(`end ${target}`)
    return answer({ status: 200, body: `${target} ${body.toString()}` })
  },
})
const gate = await startTestGate({ backendPort: origin.port })
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** Long enough for the only worker to begin whatever it would begin. */
async function untilStill(): Promise<void> {
  for (let i = 0; i < 20; i++) await get(gate.port, '/ping')
}

function post(path: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** The start of a request that waits before it sends its body. */
function asking(expect: string): string {
  return `POST /asked HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: ${expect}\r\n\r\n`
}

const CHUNKS = 'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'

t.test('what is sent at once happens in its order, as it would without the gate', async (t) => {
  const logs: (readonly string[])[] = []
  for (const port of [origin.port, gate.port]) {
    log.length = 0
    const connection = await openConnection(port)
    connection.send(
      [
        post('/held', 'one'),
        'GET /two HTTP/1.1\r\nHost: a\r\n\r\n',
        `PUT /three HTTP/1.1\r\nHost: a\r\n${CHUNKS}`,
        'DELETE /four HTTP/1.1\r\nHost: a\r\n\r\n',
        post('/five', 'x'.repeat(100_000)),
        'GET /six HTTP/1.1\r\nHost: a\r\n\r\n',
      ].join(''),
    )
    await eventually('the first has begun', () => held.has('/held'))
    await untilStill()
    t.strictSame(log, ['begin /held'], 'the others wait for it')
    held.get('/held')?.()
    held.clear()
    const bodies: string[] = []
    for (let i = 0; i < 6; i++) bodies.push((await connection.receive()).text.slice(0, 10))
    t.strictSame(bodies, ['/held one', '/two ', '/three abc', '/four ', '/five xxxx', '/six '])
    connection.close()
    logs.push([...log])
  }
  t.strictSame(logs[1], logs[0])
})

t.test('whoever leaves takes along what had to wait', async (t) => {
  log.length = 0
  const connection = await openConnection(gate.port)
  connection.send(post('/held', 'one') + post('/two', 'two'))
  await eventually('the first has begun', () => held.has('/held'))
  reset(connection.socket)
  held.get('/held')?.()
  held.clear()
  await untilStill()
  t.notOk(log.includes('begin /two'))
})

t.test('who asks for leave to send gets it in turn, and so does a refusal', async (t) => {
  log.length = 0
  const connection = await openConnection(gate.port)
  connection.send(post('/held', 'one') + asking('100-continue'))
  await eventually('the first has begun', () => held.has('/held'))
  await untilStill()
  held.get('/held')?.()
  held.clear()
  t.equal((await connection.receive()).text, '/held one')
  t.match((await connection.reader.readUntil('\r\n\r\n'))?.toString(), /^HTTP\/1\.1 100 /)
  connection.send(`abc${post('/next', 'x')}${asking('tea')}`)
  t.equal((await connection.receive()).text, '/asked abc')
  t.equal((await connection.receive()).text, '/next x')
  t.equal((await connection.receive()).status, 417)
  connection.close()
})

t.test(
  'what follows whole requests takes none of their answers away, and is answered once',
  async (t) => {
    const garbage = '\0garbage\r\n\r\n'
    const connection = await openConnection(gate.port)
    connection.send(post('/held', 'one') + post('/two', 'two') + asking('tea') + garbage)
    await eventually('the first has begun', () => held.has('/held'))
    for (let i = 0; i < 20; i++) {
      connection.send(garbage)
      await untilStill()
    }
    held.get('/held')?.()
    held.clear()
    t.equal((await connection.receive()).text, '/held one')
    t.equal((await connection.receive()).text, '/two two')
    t.equal((await connection.receive()).status, 417)
    t.equal((await connection.receive()).status, 400)
    t.equal((await connection.reader.readToEnd()).length, 0, 'that was the last')
    connection.close()
  },
)

t.test('who is told that its head is too long may send the rest of it first', async (t) => {
  const connection = await openConnection(gate.port)
  connection.send(`GET /long HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`)
  connection.socket.pause()
  for (let i = 0; i < 20; i++) {
    connection.send('x'.repeat(1_000))
    await untilStill()
  }
  connection.socket.resume()
  t.equal((await connection.receive()).status, 431)
  t.equal((await connection.reader.readToEnd()).length, 0)
  t.equal(connection.reader.error, null, 'and no reset, which would take it away')
  connection.close()
})

t.test('a body that cannot be read behind whole requests is told in its turn', async (t) => {
  const spoiled = 'PUT /spoiled HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'
  for (const last of [spoiled, 'garbage\r\n\r\n']) {
    log.length = 0
    const connection = await openConnection(gate.port)
    connection.send(post('/held', 'one') + post('/two', 'two') + last)
    await eventually('the first has begun', () => held.has('/held'))
    held.get('/held')?.()
    held.clear()
    t.equal((await connection.receive()).text, '/held one')
    t.equal((await connection.receive()).text, '/two two')
    t.equal((await connection.receive()).status, 400)
    t.equal((await connection.reader.readToEnd()).length, 0)
    t.notOk(log.includes('begin /spoiled'))
    connection.close()
  }
})

interface Line {
  readonly status: number
  readonly path: string
  readonly reference: string
}

/** No request, and behind it one that would be: nobody may find it there. */
const GARBAGE = 'this is no request\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n'

const CONNECT = 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n'

t.test('good requests and the garbage behind them are one record each, in order', async (t) => {
  const narrow = await startTestGate({ backendPort: origin.port })
  t.teardown(() => narrow.stop(0))
  const cases = [
    { name: 'one', paths: ['/one'] },
    { name: 'two', paths: ['/two/1', '/two/2'] },
    { name: 'two, before a CONNECT', paths: ['/c/1', '/c/2'], junk: CONNECT, status: 405 },
    { name: 'three, one of them the gate’s own', paths: ['/3/1', '/.paart/nothing', '/3/2'] },
    { name: 'three, and all wait for the first', paths: ['/held', '/w/1', '/w/2'] },
  ]
  const want: string[] = []
  for (const { name, paths, junk = GARBAGE, status = 400 } of cases) {
    log.length = 0
    const connection = await openConnection(narrow.port)
    const good = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    connection.send(`${good.join('')}${junk}`)
    if (paths.includes('/held')) {
      await eventually('the first has begun', () => held.has('/held'))
      held.get('/held')?.()
      held.clear()
    }
    for (const path of paths) {
      const got = await connection.receive()
      const isOwn = path.startsWith('/.paart')
      t.equal(isOwn ? got.status : got.text, isOwn ? 404 : `${path} `, name)
      want.push(`${isOwn ? 404 : 200} ${path}`)
    }
    const told = await connection.receive()
    t.match([told.status, told.headers.get('connection')], [status, 'close'], name)
    want.push(`${status} ${told.headers.get('paart-reference')}`)
    t.equal((await connection.reader.readToEnd()).length, 0, 'once, and then no more')
    connection.close()
    t.notOk(log.includes('begin /evil'), 'the backend hears of none of it')
  }
  const lines = await linesOf(join(narrow.folder, 'access.log'), want.length)
  const got = lines
    .map((line): Line => JSON.parse(line))
    .map(({ status, path, reference }) => `${status} ${path || reference}`)
  t.strictSame(got, want, 'one record of each')
})

const MANY = 500

t.test('hundreds at once are answered one after the other', async (t) => {
  const connection = await openConnection(gate.port)
  const numbers = Array.from({ length: MANY }, (_, i) => i)
  connection.send(numbers.map((i) => `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
  const got: string[] = []
  for (const _ of numbers) got.push((await connection.receive()).text)
  connection.close()
  t.strictSame(
    got,
    numbers.map((i) => `/${i} `),
  )
  t.strictSame([...gate.notes, ...origin.faults], [])
})
