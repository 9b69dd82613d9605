import { once } from 'node:events'
import { createServer } from 'node:http'
import t from 'tap'
import { send } from '../../src/proxy/answers/answers.ts'
import { Exchange } from '../../src/proxy/exchange.ts'
import { request, sendRaw } from '../support/http.ts'
import { startTestGate } from '../support/gate.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { handshakeBytes } from '../support/websocket.ts'

/** What a backend says in its status line. */
const PHRASE = 'Alles gutt'

t.test('what began as an answer of a backend and cannot be written is all ours', async (t) => {
  const server = createServer((asked, response) => {
    const start = { snapshot: null, reference: 'AAAA-AAAA', startedMs: 0, expectsContinue: false }
    const exchange = new Exchange(asked, response, start as never)
    const status = Number(asked.url?.slice(1))
    t.throws(() => response.writeHead(status, PHRASE, ['Content-Length', '9', 'X', '\x01']))
    send(exchange, 502, ['Content-Type', 'text/plain'], 'ours')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  for (const status of [200, 206, 204, 304, 404, 502]) {
    for (const method of ['GET', 'HEAD']) {
      const { statusText, headers, text, ...got } = await request(port, {
        method,
        path: `/${status}`,
      })
      t.strictSame(
        [got.status, statusText, headers.get('content-length'), text],
        [502, 'Bad Gateway', '4', method === 'HEAD' ? '' : 'ours'],
        `${method} ${status}`,
      )
    }
  }
})

t.test('no phrase of a backend stands under a status that it did not send', async (t) => {
  const broken: Readonly<Record<string, string>> = {
    'an unknown coding': `200 ${PHRASE}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n`,
    'two lengths': `200 ${PHRASE}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    'a control character': `200 ${PHRASE}\r\nX: \x01\r\nContent-Length: 0\r\n\r\n`,
    'a name that is none': `200 ${PHRASE}\r\nX Y: 1\r\nContent-Length: 0\r\n\r\n`,
    'a number that is none': `099 ${PHRASE}\r\nContent-Length: 0\r\n\r\n`,
    'a switch nobody asked for': `101 ${PHRASE}\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n`,
    'an end before its own': `200 ${PHRASE}\r\nContent-Le`,
    'hints without an answer': `103 ${PHRASE}\r\n\r\nHTTP/1.1 `.repeat(40),
  }
  let bytes = ''
  const origin = await startOrigin({
    respond(_, { socket }) {
      socket.end(Buffer.from(`HTTP/1.1 ${bytes}`, 'latin1'))
      return null
    },
  })
  const gate = await startTestGate({ backendPort: origin.port })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  const asked = {
    'a page': 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'a WebSocket': handshakeBytes('/'),
  }
  for (const [what, text] of Object.entries(broken)) {
    for (const [how, sent] of Object.entries(asked)) {
      bytes = text
      const got = await sendRaw(gate.port, sent)
      if (got.status === 200) t.equal(got.statusText, PHRASE, `${what}: ${how} passes`)
      else t.strictSame([got.status, got.statusText], [502, 'Bad Gateway'], `${what}: ${how}`)
    }
  }
})
