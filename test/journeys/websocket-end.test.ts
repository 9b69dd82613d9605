import { type Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type Connection, get, openConnection, reset } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { type OriginConnection, startOrigin } from '../support/recording-origin.ts'
import {
  HANDSHAKE,
  acceptance,
  clientFrame,
  handshakeBytes,
  openWebSocket,
  readFrame,
  serverFrame,
} from '../support/websocket.ts'
import { lastEnd, setStage, startEcho } from '../support/websocket-stage.ts'

const echo = await startEcho(t)

t.test('when one side goes, the other is told', async (t) => {
  const staged = await setStage(t, (path) => (path === '/silent' ? null : acceptance()))
  const { port } = staged.gate
  const toBackend = ['end', 'reset'] as const
  for (const leave of toBackend) {
    const connection = await openWebSocket(port, '/')
    connection.send(clientFrame(0x81, 'last words'))
    const { reader } = lastEnd(staged)
    await reader.readBytes(16)
    depart(connection.socket, leave)
    t.equal((await reader.readToEnd()).length, 0, `the client's ${leave} ends the backend`)
    connection.close()
  }
  for (const leave of toBackend) {
    const connection = await openWebSocket(port, '/')
    const { socket } = lastEnd(staged)
    socket.write(serverFrame(0x81, 'last words'))
    await readFrame(connection.reader)
    depart(socket, leave)
    t.equal((await connection.reader.readToEnd()).length, 0, `the backend's ${leave} too`)
    connection.close()
  }
  for (const leave of toBackend) {
    const before = staged.ends.length
    const connection = await openConnection(port)
    connection.send(handshakeBytes('/silent'))
    await eventually('the backend was asked', () => staged.ends.length > before)
    depart(connection.socket, leave)
    const { reader } = lastEnd(staged)
    t.equal((await reader.readToEnd()).length, 0, `${leave} while it waits ends the backend too`)
    connection.close()
  }
})

function depart(socket: Socket, how: 'end' | 'reset'): void {
  if (how === 'end') socket.end()
  else reset(socket)
}

const LARGE = 48 * 1024 * 1024
/** What all queues of the system and the gate between two ends may hold together. */
const BETWEEN_BYTES_MAX = 24 * 1024 * 1024

t.test('who does not read is not sent to: nothing piles up in the gate', async (t) => {
  const staged = await setStage(t, () => acceptance())
  const connection = await openWebSocket(staged.gate.port, '/')
  const bystander = await openWebSocket(echo.port, '/echo')
  t.teardown(() => {
    connection.close()
    bystander.close()
  })
  const { socket } = lastEnd(staged)
  for (const [from, to] of [
    [socket, connection.socket],
    [connection.socket, socket],
  ] as const) {
    to.pause()
    const wroteBefore = from.bytesWritten
    from.write(serverFrame(0x82, Buffer.alloc(LARGE)))
    let sent = -1
    while (sent !== from.bytesWritten - from.writableLength) {
      sent = from.bytesWritten - from.writableLength
      for (let i = 0; i < 50; i++) {
        bystander.send(clientFrame(0x89, 'still here?'))
        await readFrame(bystander.reader)
      }
    }
    t.ok(sent - wroteBefore < BETWEEN_BYTES_MAX, `${sent - wroteBefore} bytes are under way`)
    to.resume()
    const reader = to === socket ? lastEnd(staged).reader : connection.reader
    t.equal((await readFrame(reader)).payload.length, LARGE, 'all of it arrives')
  }
})

t.test('it is recorded when it ends, with the bytes of both directions', async (t) => {
  const staged = await setStage(t, () => acceptance(), {
    policies: `open: { challenge: never }
shut: { challenge: never, rules: [{ name: nobody, when: { path: "/**" }, then: deny }] }`,
    routes: `- { name: shut, path: /shut, policy: shut }
- { name: rest, policy: open }`,
  })
  const connection = await openWebSocket(staged.gate.port, '/log?secret=1')
  const { reader, socket } = lastEnd(staged)
  connection.send(clientFrame(0x82, Buffer.alloc(1_000)))
  await reader.readBytes(1_008)
  socket.write(serverFrame(0x82, Buffer.alloc(5_000)))
  await readFrame(connection.reader)
  await get(staged.gate.port, '/shut', HANDSHAKE)
  const file = join(staged.gate.folder, 'access.log')
  const [refused = ''] = await linesOf(file, 1)
  t.match(JSON.parse(refused), { path: '/shut', status: 403, decision: 'deny', reason: 'nobody' })
  connection.socket.end()
  await connection.reader.readToEnd()
  const [, line = ''] = await linesOf(file, 2)
  const got: unknown = JSON.parse(line)
  t.match(got, { path: '/log', status: 101, decision: 'pass', route: 'rest', bytesIn: 1_008 })
  const { bytesOut } = got as { readonly bytesOut: number }
  t.ok(bytesOut > 5_004 && bytesOut < 5_400, `a frame and a head: ${bytesOut}`)
  connection.close()
})

t.test('a gate that goes away says so between two frames', async (t) => {
  const origin = await startOrigin({
    respond({ target }, connection) {
      ends.set(target, connection)
      return target === '/waiting' ? null : Buffer.from(acceptance())
    },
  })
  const ends = new Map<string, OriginConnection>()
  t.teardown(origin.close)
  const gate = await startTestGate({ backendPort: origin.port })
  const open = new Map<string, Connection>()
  for (const path of ['/quiet', '/within', '/closing', '/endless']) {
    open.set(path, await openWebSocket(gate.port, path))
  }
  const waiting = await openConnection(gate.port)
  waiting.send(handshakeBytes('/waiting'))
  await eventually('it waits for its backend', () => ends.has('/waiting'))
  const reader = (path: string) => open.get(path)?.reader ?? waiting.reader
  const backend = (path: string) => ends.get(path)?.socket ?? Promise.reject(new Error(path))

  const frame = serverFrame(0x82, Buffer.alloc(1_000, 7))
  const cut = frame.length - 100
  ;(await backend('/within')).write(frame.subarray(0, cut))
  ;(await backend('/endless')).write(frame.subarray(0, cut))
  t.strictSame(await reader('/within').readBytes(cut), frame.subarray(0, cut))
  t.strictSame(await reader('/endless').readBytes(cut), frame.subarray(0, cut))
  ;(await backend('/closing')).write(serverFrame(0x88, Buffer.from([0x03, 0xe8])))
  t.equal((await readFrame(reader('/closing'))).payload.readUInt16BE(), 1000)

  const stopped = gate.stop(2_000)
  const { status, headers } = await waiting.receive()
  t.match([status, headers.get('retry-after')], [503, '5'], 'who waits is told to come again')
  const goodbye = { first: 0x88, payload: Buffer.from([0x03, 0xe9]) }
  t.strictSame(await readFrame(reader('/quiet')), goodbye)
  ;(await backend('/quiet')).write(serverFrame(0x81, 'after that'))
  open.get('/quiet')?.send(clientFrame(0x88, goodbye.payload))
  const reply = await ends.get('/quiet')?.reader.readBytes(8)
  t.strictSame(reply, clientFrame(0x88, goodbye.payload), 'the reply reaches the backend')
  ;(await backend('/quiet')).end()
  t.equal((await reader('/quiet').readToEnd()).length, 0, 'nothing follows a close frame')

  ;(await backend('/within')).write(Buffer.concat([frame.subarray(cut), frame]))
  t.strictSame(await reader('/within').readBytes(100), frame.subarray(cut))
  t.strictSame(await readFrame(reader('/within')), goodbye)
  t.equal((await reader('/within').readToEnd()).length, 0)
  t.equal((await reader('/closing').readToEnd()).length, 0, 'no second close frame')
  t.equal((await reader('/endless').readToEnd()).length, 0, 'what never ends is cut')
  await stopped
  t.pass('within the grace')
  for (const connection of [waiting, ...open.values()]) connection.close()
})
