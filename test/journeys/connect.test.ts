import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, reset } from '../support/http.ts'

/** More than the gate and the system take over for a reader. */
const LARGE_BYTES = 24 * 1024 * 1024

const HOST = '\r\nHost: a\r\n\r\n'
const CONNECT = 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'

const backend = createServer((asked, response) => {
  if (asked.url === '/large') response.end(Buffer.alloc(LARGE_BYTES, 'l'))
}).listen(0, '127.0.0.1')
await once(backend, 'listening')
const gate = await startTestGate({ backendPort: (backend.address() as AddressInfo).port })
t.teardown(async () => {
  await gate.stop(0)
  backend.closeAllConnections()
  backend.close()
})

t.test('behind a request it does not hold up the rest of its answer', async (t) => {
  const connection = await openConnection(gate.port)
  connection.send(`GET /large HTTP/1.1${HOST}${CONNECT}`)
  t.equal((await connection.receive()).body.length, LARGE_BYTES)
  t.equal((await connection.receive()).status, 405)
  t.equal((await connection.reader.readToEnd()).length, 0)
  connection.close()
})

t.test('whoever leaves behind it, while a request before is answered, harms nobody', async (t) => {
  for (let i = 0; i < 5; i++) {
    const connection = await openConnection(gate.port)
    connection.send(`GET /never HTTP/1.1${HOST}${CONNECT}`)
    await get(gate.port, '/.paart/privacy')
    reset(connection.socket)
  }
  t.equal((await get(gate.port, '/.paart/privacy')).status, 200)
  t.strictSame(gate.notes, [], 'the worker lives')
})
