import t, { type Test } from 'tap'
import { eventually } from '../../support/eventually.ts'
import { type Connection, get, reset } from '../../support/http.ts'
import { startStage } from '../../support/listen-stage.ts'

const CONNECTIONS = 30

/** A head and as many chunks of a byte as one read brings. */
const CROWD = Buffer.from(
  `POST /crowd HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(9_000)}`,
)

/** Has them all sent before the next turn of the event loop; gives how many were read in each that follows. */
async function sendAtOnce(
  t: Test,
  bytes: Buffer,
  options: Parameters<typeof startStage>[1] = {},
): Promise<readonly number[]> {
  let read = 0
  const { enter } = await startStage(t, {
    ...options,
    onRequest(request, response) {
      read++
      request.resume()
      if (request.url === '/page') response.end('served')
    },
  })
  const connections: Connection[] = []
  for (let i = 0; i < CONNECTIONS; i++) connections.push(await enter())
  for (const { socket } of connections) socket.write(bytes)
  const inTurns: number[] = []
  let before = 0
  await eventually('all are read', async () => {
    await new Promise((resolve) => setImmediate(resolve))
    inTurns.push(read - before)
    before = read
    return read === CONNECTIONS
  })
  return inTurns
}

t.test(
  'connections that bring crowds of tiny pieces have their first turn one after the other',
  async (t) => {
    const inTurns = await sendAtOnce(t, CROWD)
    t.ok(Math.max(...inTurns) <= 4, `at most ${Math.max(...inTurns)} in one turn`)
  },
)

/** Behind a proxy that tells of its client in the same piece. */
const TOLD = 'PROXY TCP4 203.0.113.7 192.0.2.1 40000 8080\r\n'
const BEHIND_PROXY = { proxyProtocol: true, trusted: ['127.0.0.1'] } as const

t.test('so do those of whom a proxy tells in the same piece', async (t) => {
  const inTurns = await sendAtOnce(t, Buffer.concat([Buffer.from(TOLD), CROWD]), BEHIND_PROXY)
  t.ok(Math.max(...inTurns) <= 4, `at most ${Math.max(...inTurns)} in one turn`)
})

t.test('whoever leaves while it waits for that turn ends nothing', async (t) => {
  const { enter } = await startStage(t, BEHIND_PROXY)
  const crowd: Connection[] = []
  for (let i = 0; i < CONNECTIONS; i++) crowd.push(await enter())
  for (const { socket } of crowd) socket.write(Buffer.concat([Buffer.from(TOLD), CROWD]))
  await new Promise((resolve) => setImmediate(resolve))
  for (const { socket } of crowd) reset(socket)
  const page = await enter()
  page.send(`${TOLD}GET /page HTTP/1.1\r\nHost: a\r\n\r\n`)
  t.equal((await page.receive()).text, 'served')
})

t.test('and pages behind a proxy are all read as they come', async (t) => {
  const page = Buffer.from(`${TOLD}GET /page HTTP/1.1\r\nHost: a\r\n\r\n`)
  const inTurns = await sendAtOnce(t, page, BEHIND_PROXY)
  t.ok(Math.max(...inTurns) > CONNECTIONS / 2, `${Math.max(...inTurns)} in one turn`)
})

t.test('pages are all read as they come', async (t) => {
  const inTurns = await sendAtOnce(t, Buffer.from('GET /page HTTP/1.1\r\nHost: a\r\n\r\n'))
  t.ok(Math.max(...inTurns) > CONNECTIONS / 2, `${Math.max(...inTurns)} in one turn`)
})

t.test('whoever loads a page has a turn between them, and nobody is forgotten', async (t) => {
  let bytes = 0
  const { enter } = await startStage(t, {
    onRequest(request, response) {
      request.on('data', (piece: Buffer) => (bytes += piece.length))
      request.once('end', () => response.end('whole'))
      if (request.url === '/page') response.end('served')
    },
  })
  const crowd: Connection[] = []
  for (let i = 0; i < CONNECTIONS; i++) crowd.push(await enter())
  const page = await enter()
  for (const { socket } of crowd) socket.write(CROWD)
  for (let i = 0; i < 5; i++) t.equal((await get(page, '/page')).text, 'served')
  for (const { socket } of crowd) socket.write('0\r\n\r\n')
  for (const { receive } of crowd) t.equal((await receive()).text, 'whole')
  t.equal(bytes, CONNECTIONS * 9_000)
})

/** What one read brings, again and again. */
function pour({ socket }: Connection, told = ''): void {
  const more = CROWD.subarray(CROWD.indexOf('\r\n\r\n') + 4)
  const goOn = (): void => {
    if (!socket.destroyed && socket.write(more)) setImmediate(goOn)
  }
  socket.on('drain', goOn).on('error', () => undefined)
  socket.write(told + CROWD.toString('latin1'))
  goOn()
}

t.test('whoever comes later is read between them, however long they go on', async (t) => {
  let bytes = 0
  const { enter } = await startStage(t, {
    onRequest(request, response) {
      request.on('data', (piece: Buffer) => (bytes += piece.length))
      if (request.url === '/page') response.end('served')
    },
  })
  for (let i = 0; i < CONNECTIONS; i++) pour(await enter())
  await eventually('all of them are under way', () => bytes > CONNECTIONS * 9_000)
  for (let i = 0; i < 5; i++) {
    const page = await enter()
    const before = bytes
    t.equal((await get(page, '/page')).text, 'served')
    const reads = Math.round((bytes - before) / 9_000)
    t.ok(reads < 10, `after ${reads} reads of the others`)
  }
})

/** Longer than what is served at once behind the header of a proxy. */
const FORM = `POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 8000\r\n\r\n${'x'.repeat(8_000)}`

t.test(
  'and so is a long form that a proxy tells of, where one network sends all the others',
  async (t) => {
    let bytes = 0
    const { enter } = await startStage(t, {
      ...BEHIND_PROXY,
      onRequest(request, response) {
        if (request.url === '/page') request.resume().once('end', () => response.end('served'))
        else request.on('data', (piece: Buffer) => (bytes += piece.length))
      },
    })
    for (let i = 0; i < CONNECTIONS; i++) pour(await enter(), TOLD)
    await eventually('all of them are under way', () => bytes > CONNECTIONS * 9_000)
    for (let i = 0; i < 5; i++) {
      const { send, receive } = await enter()
      const before = bytes
      send(`PROXY TCP4 198.51.${i}.7 192.0.2.1 40000 8080\r\n${FORM}`)
      t.equal((await receive()).text, 'served')
      const reads = Math.round((bytes - before) / 9_000)
      t.ok(reads < CONNECTIONS / 2, `after ${reads} reads of the others`)
    }
  },
)
