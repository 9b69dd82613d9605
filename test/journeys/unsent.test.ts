import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection } from '../support/http.ts'

/** More than all buffers on its way: it has been sent when somebody has read it. */
const BODY_BYTES = 24 * 1024 * 1024

t.test(
  'a browser that must send all of a form first learns that there is no backend',
  async (t) => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    const gate = await startTestGate({ backendPort: port })
    t.teardown(() => gate.stop(0))
    const connection = await openConnection(gate.port)
    connection.send(`POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`)
    const isSent = new Promise((resolve) => {
      connection.socket.write(Buffer.alloc(BODY_BYTES, 'x'), resolve)
    })
    t.equal((await connection.receive()).status, 502)
    await isSent
    t.equal(connection.socket.bytesWritten > BODY_BYTES, true)
    connection.send('GET /.paart/privacy HTTP/1.1\r\nHost: a\r\n\r\n')
    t.equal((await connection.receive()).status, 200, 'and the connection goes on')
    connection.close()
  },
)
