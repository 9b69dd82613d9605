import { type IncomingMessage, type ServerResponse } from 'node:http'
import t from 'tap'
import { eventually } from '../../support/eventually.ts'
import { type Connection, get } from '../../support/http.ts'
import { startStage } from '../../support/listen-stage.ts'

/** Which of some connections the gate has kept, by asking on each. */
async function served(connections: readonly Connection[]): Promise<readonly boolean[]> {
  return Promise.all(
    connections.map((connection) =>
      get(connection, '/').then(
        ({ text }) => text === 'served',
        () => false,
      ),
    ),
  )
}

/** Somebody of another network each time, and of another one around it. */
const network = (i: number): string => `127.${i}.1.1`

t.test('where there is no room the connection that is idle longest goes', async (t) => {
  const { enter, closed } = await startStage(t, { limits: { connectionsMax: 3 } })
  const three = [await enter(network(1)), await enter(network(2)), await enter(network(3))] as const
  await get(three[0], '/')
  const fourth = await enter(network(4))
  t.strictSame(closed, ['displaced'])
  t.strictSame(await served([...three, fourth]), [true, false, true, true])
})

t.test('all listeners together have no more room than the system', async (t) => {
  const { enter, closed } = await startStage(t, { openMax: 1 })
  const two = [await enter(), await enter()]
  t.strictSame(closed, ['displaced'])
  t.strictSame(await served(two), [false, true])
})

t.test('where nobody is idle the newcomer is closed', async (t) => {
  const held: ServerResponse[] = []
  const { enter, closed } = await startStage(t, {
    limits: { connectionsMax: 2 },
    onRequest(request, response) {
      if (request.url === '/held') held.push(response)
      else response.end('served')
    },
  })
  const two = [await enter(network(1)), await enter(network(2))]
  for (const { send } of two) send('GET /held HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('both are under way', () => held.length === 2)
  const late = await enter(network(3))
  t.equal((await late.reader.readToEnd()).length, 0)
  t.strictSame(closed, ['full'])
  for (const response of held) response.end('held')
  for (const { receive } of two) t.equal((await receive()).text, 'held')
  t.strictSame(await served([await enter()]), [true], 'and then there is room again')
})

t.test(
  'who has just come is not driven out for the next where hardly anybody is idle',
  async (t) => {
    const held: ServerResponse[] = []
    const { enter, closed } = await startStage(t, {
      limits: { connectionsMax: 10 },
      onRequest(request, response) {
        if (request.url === '/held') held.push(response)
        else response.end('served')
      },
    })
    for (let i = 0; i < 9; i++)
      (await enter(network(i))).send('GET /held HTTP/1.1\r\nHost: a\r\n\r\n')
    await eventually('nine are under way', () => held.length === 9)
    const tenth = await enter(network(10))
    const eleventh = await enter(network(11))
    t.strictSame(closed, ['full'])
    t.strictSame(await served([tenth, eleventh]), [true, false])
  },
)

t.test(
  'one network has its own room, and trusted proxies and other networks have theirs',
  async (t) => {
    const { enter, closed } = await startStage(t, {
      limits: { connectionsPerNetworkMax: 2 },
      trusted: ['127.0.2.0/24'],
    })
    const near = [await enter('127.0.1.1'), await enter('127.0.1.2'), await enter('127.0.1.3')]
    const far = [await enter('127.0.3.1'), await enter('127.0.3.1')]
    const proxy = [await enter('127.0.2.1'), await enter('127.0.2.1'), await enter('127.0.2.1')]
    t.strictSame(closed, ['displaced'])
    t.strictSame(await served(near), [false, true, true])
    t.strictSame(await served([...far, ...proxy]), [true, true, true, true, true])
  },
)

t.test('a network whose connections are all busy gets no more', async (t) => {
  const held: ServerResponse[] = []
  const { enter, closed } = await startStage(t, {
    limits: { connectionsPerNetworkMax: 1 },
    onRequest: (_request, response) => void held.push(response),
  })
  const first = await enter('127.0.1.1')
  first.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('it is under way', () => held.length === 1)
  t.equal((await (await enter('127.0.1.2')).reader.readToEnd()).length, 0)
  t.strictSame(closed, ['network-full'])
  held[0]?.end('served')
  t.equal((await first.receive()).text, 'served')
  first.close()
  const again = await enter('127.0.1.2')
  again.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('a place that was left is free', () => held.length === 2)
})

t.test('nobody around a network that has its share goes for one more of it', async (t) => {
  const held: ServerResponse[] = []
  const { enter, closed } = await startStage(t, {
    limits: { connectionsPerNetworkMax: 2 },
    onRequest(request, response) {
      if (request.url === '/held') held.push(response)
      else response.end('served')
    },
  })
  const neighbours = [await enter('127.0.17.1'), await enter('127.0.18.1')]
  for (let i = 0; i < 2; i++)
    (await enter('127.0.16.1')).send('GET /held HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('both are under way', () => held.length === 2)
  for (let i = 0; i < 3; i++) await (await enter('127.0.16.2')).reader.readToEnd()
  t.strictSame(new Set(closed), new Set(['network-full']))
  t.strictSame(await served(neighbours), [true, true])
})

t.test('where those around a network have theirs, one of them goes for its first', async (t) => {
  const { enter, closed } = await startStage(t, { limits: { connectionsMax: 8 } })
  // Seven are shared out: of the two that are free one network may have both, all around it four.
  const around: Connection[] = []
  for (let i = 0; i < 5; i++) around.push(await enter(`127.0.${17 + i}.1`))
  const newcomer = await enter('127.0.16.1')
  t.strictSame(closed, ['displaced'])
  t.strictSame(await served([...around, newcomer]), [false, true, true, true, true, true])
})

const SLOW = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n'

t.test('a body that trickles is cut, and the client told where nothing was said yet', async (t) => {
  let read = 0
  const { enter, passSeconds, told } = await startStage(t, {
    limits: { bodyMinRate: 500 },
    onRequest: (request) => void request.on('data', (bytes: Buffer) => (read += bytes.length)),
  })
  const client = await enter()
  client.send(`${SLOW}${'x'.repeat(2_000)}`)
  await eventually('it is read', () => read === 2_000)
  passSeconds(62)
  t.strictSame(told, ['408 slow-body'])
  const { status, headers } = await client.receive()
  t.match([status, headers.get('connection')], [408, 'close'])
  t.equal((await client.reader.readToEnd()).length, 0)
})

t.test('a body that trickles behind an answer ends its connection', async (t) => {
  const began = await startStage(t, {
    onRequest(request, response) {
      request.resume()
      response.writeHead(200).write('begun')
    },
  })
  const early = await began.enter()
  early.send(SLOW)
  await early.reader.readUntil('begun')
  began.passSeconds(62)
  await early.reader.readToEnd()
  const done = await startStage(t, {
    onRequest(request, response) {
      request.resume()
      response.end('served')
    },
  })
  const late = await done.enter()
  late.send(SLOW)
  t.equal((await late.receive()).text, 'served')
  done.passSeconds(62)
  t.equal((await late.reader.readToEnd()).length, 0)
  t.strictSame([...began.told, ...done.told], [], 'nothing is said into or behind an answer')
})

t.test('a body that comes fast enough may take its time', async (t) => {
  const got: Buffer[] = []
  const { enter, passSeconds, told } = await startStage(t, {
    limits: { bodyMinRate: 500 },
    onRequest(request, response) {
      request.on('data', (bytes: Buffer) => got.push(bytes))
      request.once('end', () => response.end('served'))
    },
  })
  const client = await enter()
  client.send(SLOW)
  for (let sent = 0; sent < 100_000; sent += 20_000) {
    client.send('x'.repeat(20_000))
    await eventually('it has come', () => Buffer.concat(got).length === sent + 20_000)
    passSeconds(40)
  }
  t.equal((await client.receive()).text, 'served')
  t.strictSame(told, [])
})

t.test('what was sent fast does not pay for an hour of silence', async (t) => {
  let read = 0
  const { enter, passSeconds, told } = await startStage(t, {
    limits: { bodyMinRate: 500 },
    onRequest: (request) => void request.on('data', (bytes: Buffer) => (read += bytes.length)),
  })
  const client = await enter()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n')
  client.send('x'.repeat(5_000_000))
  await eventually('half has come', () => read === 5_000_000)
  passSeconds(62)
  t.strictSame(told, ['408 slow-body'])
})

t.test('who is told to wait is not slow', async (t) => {
  let waiting: IncomingMessage | null = null
  const { enter, passSeconds, told } = await startStage(t, {
    onRequest: (request) => void (waiting = request.pause()),
  })
  const client = await enter()
  client.send(SLOW)
  await eventually('it has come', () => waiting !== null)
  passSeconds(3_600)
  t.strictSame(told, [])
})

t.test('heads and pauses have the limits of their listener', async (t) => {
  const { enter, told } = await startStage(t, {
    limits: { headerTimeoutMs: 1, idleTimeoutMs: 1, headerBytesMax: 4_096 },
  })
  const large = await enter()
  large.send(`GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(5_000)}\r\n\r\n`)
  t.equal((await large.receive()).status, 431)
  const slow = await enter()
  slow.send('GET / HTTP/1.1\r\n')
  t.equal((await slow.receive()).status, 408)
  t.strictSame(told, ['431 HPE_HEADER_OVERFLOW', '408 ERR_HTTP_REQUEST_TIMEOUT'])
  const idle = await enter()
  t.equal((await get(idle, '/')).text, 'served')
  t.equal((await idle.reader.readToEnd()).length, 0)
})
