import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection, sendRaw } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin({
  respond: () => answer({ status: 302, headers: { Location: 'http://internal.lu/x' } }),
})
const own = `127.0.0.1:${origin.port}`

t.test('the backend is asked for the host that its configuration says', async (t) => {
  const cases = [
    { setting: 'connections: 1', want: 'A.lu:8080', old: own },
    { setting: 'host: preserve', want: 'A.lu:8080', old: own },
    { setting: 'host: backend', want: own, old: own },
    { setting: 'host: app.internal', want: 'app.internal', old: 'app.internal' },
    { setting: 'host: "app.internal:8443"', want: 'app.internal:8443', old: 'app.internal:8443' },
    { setting: 'host: "[::1]:81"', want: '[::1]:81', old: '[::1]:81' },
  ]
  for (const { setting, want, old } of cases) {
    const gate = await startTestGate({ backendPort: origin.port, backend: setting })
    const ask = async (bytes: string): Promise<readonly unknown[]> => {
      const got = await sendRaw(gate.port, bytes)
      t.match([got.status, got.headers.get('location')], [302, 'http://internal.lu/x'], 'untouched')
      const seen = origin.requests.at(-1)
      return [seen?.headers.get('host'), seen?.headers.get('x-forwarded-host')]
    }
    const plain = 'GET / HTTP/1.1\r\nHost: A.lu:8080\r\n\r\n'
    t.strictSame(await ask(plain), [want, 'A.lu:8080'], setting)
    const named = 'GET / HTTP/1.1\r\nConnection: Host\r\nHost: A.lu:8080\r\n\r\n'
    t.strictSame(await ask(named), [want, 'A.lu:8080'], 'Connection cannot name it away')
    t.strictSame(await ask('GET / HTTP/1.0\r\n\r\n'), [old, ''], 'HTTP/1.0 without a host')
    const connection = await openConnection(gate.port)
    connection.send(
      'GET /ws HTTP/1.1\r\nHost: A.lu:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    t.equal((await connection.receive()).status, 302)
    t.equal(origin.requests.at(-1)?.headers.get('host'), want, 'nor is a WebSocket another matter')
    connection.close()
    await gate.stop()
  }
  t.strictSame(origin.faults, [])
  await origin.close()
})
