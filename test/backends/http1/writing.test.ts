import { EventEmitter } from 'node:events'
import { type Socket } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { BodyWriter } from '../../../src/backends/http1/body-writer.ts'
import { type FaultName, HttpFault } from '../../../src/backends/http1/faults.ts'
import { type Message, headOf } from '../../../src/backends/http1/writing.ts'
import { eventually } from '../../support/eventually.ts'
import { messageOf } from '../../support/answers/fake-road.ts'

function head(change: Partial<Message>, length: number | null = 0): string {
  try {
    return headOf(messageOf(change), length)
  } catch (error) {
    if (error instanceof HttpFault) return error.fault
    throw error
  }
}

const KEEP = 'Connection: keep-alive\r\n\r\n'
const HOST = 'Host: backend.test\r\n'

t.test('fields go out in their order and spelling, and say how the body ends', async (t) => {
  const fields = ['b', '2', 'host', 'a.test', 'B', '\xe9 \t~', 'b', '']
  const written = 'b: 2\r\nhost: a.test\r\nB: \xe9 \t~\r\nb: \r\n'
  t.equal(head({ fields }), `GET / HTTP/1.1\r\n${written}${KEEP}`)
  t.equal(head({ method: 'POST' }), `POST / HTTP/1.1\r\n${HOST}Content-Length: 0\r\n${KEEP}`)
  t.equal(head({ method: 'DELETE' }), `DELETE / HTTP/1.1\r\n${HOST}${KEEP}`)
  t.equal(head({}, 3), `GET / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n${KEEP}`)
  t.equal(head({}, null), `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n${KEEP}`)
  const measured = ['content-LENGTH', '003', 'A', 'b']
  t.equal(
    head({ fields: measured }, 3),
    `GET / HTTP/1.1\r\n${HOST}content-LENGTH: 3\r\nA: b\r\n${KEEP}`,
    'a length where it stood, as a number that nobody reads otherwise',
  )
  t.equal(
    head({ method: 'DELETE', fields: ['Content-Length', '0'] }),
    `DELETE / HTTP/1.1\r\n${HOST}Content-Length: 0\r\n${KEEP}`,
  )
})

t.test('what would end a line, or cannot be written, goes nowhere', async (t) => {
  for (const bad of ['\r', '\n', '\0', '\r\n', '\r\nEvil: x', '\x7f', '\x1b', 'Ċ', '\u{1f600}']) {
    const name = JSON.stringify(bad)
    t.equal(head({ method: `GET${bad}` }), 'request', `method ${name}`)
    t.equal(head({ target: `/${bad}` }), 'request', `target ${name}`)
    t.equal(head({ host: `a${bad}` }), 'request', `host ${name}`)
    t.equal(head({ fields: [`A${bad}`, 'b'] }), 'request', `name ${name}`)
    t.equal(head({ fields: ['A', `b${bad}`] }), 'request', `value ${name}`)
    t.equal(head({ fields: ['A', `${bad}b`] }), 'request', `value ${name}`)
  }
  const twice = ['Content-Length', '3', 'content-length', '3']
  t.equal(head({ fields: twice }, 3), 'request-length')
  t.equal(head({ fields: ['Content-Length', '3'] }, null), 'request-length')
})

interface Stage {
  readonly socket: EventEmitter & { written: string; isFree: boolean }
  readonly writer: BodyWriter
  readonly news: (FaultName | 'written')[]
}

function stage(t: Test, body: Readable, change: Partial<Message> = {}): Stage {
  const news: (FaultName | 'written')[] = []
  const socket = Object.assign(new EventEmitter(), {
    written: '',
    isFree: true,
    cork() {},
    uncork() {},
    write(data: string | Buffer) {
      socket.written += typeof data === 'string' ? data : data.toString('latin1')
      return socket.isFree
    },
  })
  const writer = new BodyWriter(socket as unknown as Socket, messageOf({ body, ...change }), {
    body,
    events: { onWritten: () => news.push('written'), onBroken: (name) => news.push(name) },
  })
  t.teardown(() => writer.stop())
  writer.start()
  return { socket, writer, news }
}

const CHUNKED = `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n${KEEP}`

t.test('a stream goes out in chunks, with what may stand behind them', async (t) => {
  const { socket, writer, news } = stage(
    t,
    Readable.from([Buffer.from('hello'), Buffer.from('!')]),
    {
      trailers: () => [['X-Sum', '\xe9']],
    },
  )
  await eventually('it is written', () => writer.isOver)
  t.equal(socket.written, `${CHUNKED}5\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: \xe9\r\n\r\n`)
  t.strictSame(news, ['written'])
})

t.test('a trailer that would be more than one goes nowhere', async (t) => {
  const { socket, news } = stage(t, Readable.from([Buffer.from('a')]), {
    trailers: () => [['X', 'a\r\nY: b']],
  })
  await eventually('it is told', () => news.length > 0)
  t.strictSame([news, socket.written.includes('Y: b')], [['request'], false])
})

t.test('a stream of nothing is known to be nothing', async (t) => {
  const { socket, writer } = stage(t, Readable.from([]), {
    method: 'PUT',
    trailers: () => [['X', '1']],
  })
  await eventually('it is written', () => writer.isOver)
  t.equal(socket.written, `PUT / HTTP/1.1\r\n${HOST}Content-Length: 0\r\n${KEEP}`)
})

t.test('a stream is exactly as long as its fields say', async (t) => {
  for (const { pieces, want } of [
    { pieces: ['hel', 'lo'], want: 'written' },
    { pieces: ['hel'], want: 'request-length' },
    { pieces: ['hello', '!'], want: 'request-length' },
    { pieces: [], want: 'request-length' },
  ] as const) {
    const body = Readable.from(pieces.map((piece) => Buffer.from(piece)))
    const { socket, news } = stage(t, body, { fields: ['Content-Length', '5'] })
    await eventually('it is told', () => news.length > 0)
    t.strictSame(news, [want], pieces.join('+'))
    t.notMatch(socket.written, '!', 'never more')
  }
})

t.test('it goes no faster than the backend reads, and ends with its client', async (t) => {
  const body = new PassThrough()
  const { socket, writer, news } = stage(t, body)
  socket.isFree = false
  t.equal(writer.isWaiting, true)
  body.write('one')
  await eventually('it is blocked', () => !writer.isWaiting)
  body.write('two')
  await new Promise((resolve) => setImmediate(resolve))
  t.notMatch(socket.written, 'two')
  socket.isFree = true
  writer.onDrain()
  await eventually('it goes on', () => socket.written.includes('3\r\ntwo\r\n'))
  body.destroy()
  await eventually('it breaks off', () => news.length > 0)
  t.strictSame([news, writer.isOver], [['request-body'], false])
})
