import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

/** More than all buffers between the backend and a client that does not read. */
const BIG = Buffer.alloc(64 * 1024 * 1024)

t.test('a request that waits for a connection in vain is told so', async (t) => {
  const origin = await startOrigin({
    respond: ({ target }) => answer({ status: 200, body: target === '/big' ? BIG : 'small' }),
  })
  const gate = await startTestGate({
    backendPort: origin.port,
    backend: 'connections: 1, headersTimeout: 1s',
  })
  const reader = await openConnection(gate.port)
  t.teardown(async () => {
    reader.close()
    await gate.stop()
    await origin.close()
  })
  reader.socket.pause()
  reader.send('GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const isHeld = (): boolean => origin.requests.some(({ target }) => target === '/big')
  await eventually('the only connection is held', isHeld)
  const waiting = await get(gate.port, '/small')
  t.equal(waiting.status, 503)
  t.equal(waiting.headers.get('retry-after'), '5')
  t.notOk(
    origin.requests.some(({ target }) => target === '/small'),
    'and never reaches the backend',
  )
})
