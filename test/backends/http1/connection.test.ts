import { PassThrough } from 'node:stream'
import t from 'tap'
import { eventually } from '../../support/eventually.ts'
import { Asking, type FakeRoad, fakeRoad, messageOf } from '../../support/answers/fake-road.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const WHOLE = `${OK}Content-Length: 3\r\n\r\nabc`

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** A connection that is open, and has carried so many answers. */
function opened(answers = 0): FakeRoad {
  const road = fakeRoad()
  road.socket.emit('connect')
  for (let i = 0; i < answers; i++) {
    const asking = new Asking()
    road.connection.ask(asking, messageOf())
    road.socket.brings(WHOLE)
    t.equal(asking.isWhole, true)
    road.poll()
  }
  road.socket.written = ''
  return road
}

t.test('it asks once it is open, and tells what comes in its order', async (t) => {
  const { connection, socket } = fakeRoad()
  const asking = new Asking()
  connection.ask(asking, messageOf({ fields: ['Host', 'a'] }))
  t.strictSame([socket.written, asking.told], ['', []])
  socket.emit('connect')
  t.equal(socket.written, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n')
  socket.brings(
    'HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\nHTTP/1.1 103 x\r\n\r\n',
    `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n`,
    '1\r\nd\r\n0\r\nX: 1\r\n\r\n',
  )
  t.strictSame(asking.told, [
    'start',
    'interim 103',
    'head 200',
    'data 3 in 2',
    'data 1 in 1, the last',
    'end',
  ])
  t.strictSame(asking.draft.trailers, ['X', '1'])
  t.equal(connection.isOpen, true)
  connection.destroy()
})

t.test(
  'it tells once that more is to come, where the read that ended the head has brought no end',
  async (t) => {
    const pieces: readonly (readonly string[])[] = [
      [WHOLE],
      [OK, 'Content-Length: 0\r\n\r\n'],
      ['HTTP/1.1 103 x\r\n\r\n', WHOLE],
      [`${OK}Content-Length: 3\r\n\r\n`, 'a', 'bc'],
      [`${OK}Content-Length: 3\r\n\r\na`, 'bc'],
      [`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n', '0\r\n\r\n'],
    ]
    const told = pieces.map((each) => {
      const { connection, socket } = opened()
      const asking = new Asking()
      connection.ask(asking, messageOf())
      socket.brings(...each)
      t.equal(asking.isWhole, true)
      connection.destroy()
      return asking.more
    })
    t.strictSame(told, [0, 0, 0, 1, 1, 1])
  },
)

t.test('nothing is written before a look at it, and what came before that closes it', async (t) => {
  const { connection, socket, poll, unsent } = opened()
  const [first, second, third] = [new Asking(), new Asking(), new Asking()]
  connection.ask(first, messageOf())
  socket.brings(WHOLE)
  socket.written = ''
  connection.ask(second, messageOf())
  t.equal(socket.written, '', 'not yet')
  poll()
  t.match(socket.written, /^GET/)
  socket.brings(WHOLE)
  socket.written = ''
  connection.ask(third, messageOf())
  socket.brings('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  poll()
  t.strictSame([socket.written, socket.destroyed, unsent, third.told], ['', true, [third], []])
})

t.test('its end before a look gives the request back, whatever it would do', async (t) => {
  for (const end of ['end', 'error'] as const) {
    const { connection, socket, unsent } = opened()
    const first = new Asking()
    connection.ask(first, messageOf())
    socket.brings(WHOLE)
    const second = new Asking()
    connection.ask(second, messageOf({ method: 'POST' }))
    socket.emit(end, new Error('reset'))
    t.strictSame([unsent, second.told], [[second], []], end)
  }
})

t.test('whatever comes early, unasked or is left over closes it', async (t) => {
  const unasked = opened(1)
  unasked.socket.brings('HTTP/1.1 200 Evil\r\n\r\n')
  t.equal(unasked.socket.destroyed, true)
  const over = opened()
  const asking = new Asking()
  over.connection.ask(asking, messageOf())
  over.socket.brings(`${WHOLE}HTTP/1.1 200 Evil\r\n\r\n`)
  t.strictSame([asking.isWhole, asking.draft.body, over.socket.destroyed], [true, 'abc', true])
  t.equal(over.closed(), 1)
})

t.test('an answer that says so, or ends by closing, ends it', async (t) => {
  for (const answer of [
    `${OK}Connection: close\r\nContent-Length: 3\r\n\r\nabc`,
    'HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc',
  ]) {
    const { connection, socket } = opened()
    const asking = new Asking()
    connection.ask(asking, messageOf())
    socket.brings(answer)
    t.strictSame([asking.isWhole, connection.isOpen], [true, false])
  }
  const { connection, socket } = opened()
  const asking = new Asking()
  connection.ask(asking, messageOf())
  socket.brings(`${OK}\r\nabc`)
  t.equal(asking.isWhole, false)
  socket.emit('end')
  t.strictSame([asking.isWhole, asking.draft.body, connection.isOpen], [true, 'abc', false])
})

t.test('an end that is none is told by its rule', async (t) => {
  const cases = [
    { came: '', end: 'closed' },
    { came: 'HTTP/1.1 2', end: 'closed' },
    { came: `${OK}Content-Length: 9\r\n\r\nabc`, end: 'cut-short' },
    { came: `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`, end: 'cut-short' },
  ]
  for (const { came, end } of cases) {
    for (const how of ['end', 'error'] as const) {
      const { connection, socket } = opened()
      const asking = new Asking()
      connection.ask(asking, messageOf())
      socket.brings(came)
      socket.emit(how, Object.assign(new Error('x'), { code: 'ECONNRESET' }))
      await nextTick()
      t.equal(asking.draft.fault, how === 'end' ? end : 'reset', `${how} after ${came}`)
      t.equal(asking.isWhole, false)
    }
  }
})

t.test('it tells whether its backend may have closed it before it saw the request', async (t) => {
  const cases = [
    { answers: 0, came: '', want: false },
    { answers: 1, came: '', want: true },
    { answers: 1, came: 'HTTP/1.1 2', want: false },
    { answers: 1, came: 'HTTP/1.1 103 x\r\n\r\n', want: false },
  ]
  for (const { answers, came, want } of cases) {
    const { connection, socket } = opened(answers)
    connection.ask(new Asking(), messageOf())
    socket.brings(came)
    socket.emit('end')
    t.equal(connection.isStale, want, `${answers} answers, ${came}`)
  }
})

t.test('a 408 that ends a connection which was asked again is no answer', async (t) => {
  const late = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
  const cases = [
    { answers: 1, answer: late, want: 'late' },
    { answers: 0, answer: late, want: null },
    { answers: 1, answer: late.replace('Connection: close\r\n', ''), want: null },
    { answers: 1, answer: `HTTP/1.1 103 x\r\n\r\n${late}`, want: null },
  ]
  for (const { answers, answer, want } of cases) {
    const { connection, socket } = opened(answers)
    const asking = new Asking()
    connection.ask(asking, messageOf())
    socket.brings(answer)
    await nextTick()
    t.strictSame([asking.draft.fault, asking.isWhole], [want, want === null], answer)
  }
  const { connection, socket } = opened(1)
  const [asking, body] = [new Asking(), new PassThrough()]
  connection.ask(asking, messageOf({ method: 'POST', body }))
  body.write('a')
  await eventually('it is sent', () => socket.written !== '')
  socket.brings(late)
  await nextTick()
  t.equal(asking.isWhole, true, 'nor one that is tired of waiting for the rest of a form')
  body.destroy()
})

t.test('an answer that is whole while the request still comes ends the connection', async (t) => {
  const { connection, socket } = opened()
  const [asking, body] = [new Asking(), new PassThrough()]
  connection.ask(asking, messageOf({ method: 'POST', body }))
  body.write('a')
  await eventually('it is sent', () => socket.written !== '')
  socket.brings(WHOLE)
  t.strictSame([asking.isWhole, socket.destroyed], [true, true])
  body.write('b')
  await new Promise((resolve) => setImmediate(resolve))
  t.notMatch(socket.written, 'b\r\n')
  body.destroy()
})

t.test('who wants nothing more leaves a connection that nobody has to close', async (t) => {
  const road = fakeRoad()
  const [gone, next] = [new Asking(), new Asking()]
  road.connection.ask(gone, messageOf())
  road.connection.abort(gone)
  road.socket.emit('connect')
  t.strictSame([gone.told, road.socket.written], [[], ''])
  const left = new Asking()
  left.isWanted = false
  road.connection.ask(left, messageOf())
  t.strictSame([left.told, road.socket.written], [['start'], ''])
  road.connection.ask(next, messageOf())
  t.match(road.socket.written, /^GET/)
  road.connection.abort(next)
  t.equal(road.socket.destroyed, true, 'but one on whose answer it waits')
  await nextTick()
  t.strictSame(next.told, ['start'], 'and nobody is told')
})

t.test('what its owner sends at once is asked in turn', async (t) => {
  const { connection, socket, poll, unsent } = opened()
  const [first, second, third] = [new Asking(), new Asking(), new Asking()]
  for (const asking of [first, second, third]) connection.ask(asking, messageOf())
  socket.brings(WHOLE)
  poll()
  t.strictSame([first.isWhole, second.told, third.told], [true, ['start'], []])
  socket.emit('end')
  await nextTick()
  t.strictSame([second.draft.fault, third.told, unsent], ['closed', [], [third]])
})

t.test('deadlines: to open, to answer, to go on, to rest', async (t) => {
  const opening = fakeRoad()
  const asking = new Asking()
  opening.connection.ask(asking, messageOf())
  opening.pass(2_000)
  t.equal(opening.socket.destroyed, false)
  opening.pass(1_000)
  await nextTick()
  t.strictSame([asking.draft.fault, opening.socket.destroyed], ['connect-slow', true])

  const silent = opened()
  const waiting = new Asking()
  silent.connection.ask(waiting, messageOf())
  silent.socket.brings('HTTP/1.1 103 x\r\n\r\n')
  silent.pass(4_500)
  silent.socket.brings('HTTP/1.1 103 x\r\n\r\n')
  silent.pass(4_500)
  silent.socket.brings('HTTP/1.1 2')
  t.equal(waiting.draft.fault, null, 'each answer before the answer is a sign of life')
  silent.pass(1_000)
  await nextTick()
  t.equal(waiting.draft.fault, 'head-slow', 'and no part of a head')

  const stuck = opened()
  const reading = new Asking()
  stuck.connection.ask(reading, messageOf())
  stuck.socket.brings(`${OK}Content-Length: 9\r\n\r\nabc`)
  stuck.connection.pause(reading)
  t.equal(stuck.socket.isPaused, true)
  stuck.pass(60_000)
  t.equal(reading.draft.fault, null, 'whose reader it waits for is not slow')
  stuck.connection.resume(reading)
  stuck.pass(2_500)
  stuck.socket.brings('d')
  stuck.pass(2_500)
  t.equal(reading.draft.fault, null)
  stuck.pass(1_000)
  await nextTick()
  t.equal(reading.draft.fault, 'body-slow')

  const idle = opened(1)
  idle.pass(4_000)
  t.equal(idle.connection.isOpen, true)
  idle.pass(500)
  t.equal(idle.connection.isOpen, false)
})

t.test(
  'while the client sends, the backend is not slow; where it does not read, it is',
  async (t) => {
    const { connection, socket, pass } = opened()
    const [asking, body] = [new Asking(), new PassThrough()]
    connection.ask(asking, messageOf({ method: 'POST', body }))
    body.write('a')
    await eventually('it is sent', () => socket.written !== '')
    pass(60_000)
    t.equal(asking.draft.fault, null)
    socket.isFree = false
    body.write('b')
    await eventually('it is blocked', () => socket.written.includes('b\r\n'))
    pass(5_500)
    await nextTick()
    t.equal(asking.draft.fault, 'head-slow')
    body.destroy()
  },
)

t.test('bytes that are kept stay as they were', async (t) => {
  const { connection, socket } = opened()
  const kept: Buffer[] = []
  const asking = new Asking()
  asking.onData = (bytes) => void kept.push(connection.keep(bytes))
  connection.ask(asking, messageOf())
  const pieces = ['a', 'b'.repeat(40_000), 'c'.repeat(40_000), 'd', 'e'.repeat(60_000)]
  const length = pieces.join('').length
  socket.brings(`${OK}Content-Length: ${length}\r\n\r\n`, ...pieces)
  t.equal(asking.isWhole, true)
  connection.ask(new Asking(), messageOf())
  socket.brings('x'.repeat(60_000))
  t.equal(Buffer.concat(kept).toString(), pieces.join(''))
})

t.test('what cannot be written is told, and the connection was never used for it', async (t) => {
  const { connection, socket } = opened()
  const asking = new Asking()
  connection.ask(asking, messageOf({ fields: ['A', 'b\r\nEvil: x'] }))
  await nextTick()
  t.strictSame([asking.draft.fault, socket.written], ['request', ''])
})
