import { Socket } from 'node:net'
import t from 'tap'
import { WebSocketClient } from '../../../src/proxy/websocket/client.ts'

t.test('a client is read no further while nobody takes what it sent', async (t) => {
  const socket = new Socket()
  socket.resume()
  const client = new WebSocketClient(socket, Buffer.alloc(0))
  t.teardown(() => client.destroy())
  // Of a packet with one byte Node makes a Buffer of its own: it is counted for what it weighs.
  let packets = 0
  while (!socket.isPaused() && packets < 1_000) {
    packets++
    socket.emit('data', Buffer.from('x'))
  }
  t.equal(packets, 1)
  t.equal(String(client.read()), 'x')
  t.notOk(socket.isPaused(), 'it goes on as soon as that is taken')
})

t.test('a client whose bytes are taken at once is never paused', async (t) => {
  const socket = new Socket()
  socket.resume()
  const client = new WebSocketClient(socket, Buffer.from('early'))
  t.teardown(() => client.destroy())
  let got = ''
  client.on('data', (piece: Buffer) => (got += piece.toString()))
  await new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 100; i++) {
    socket.emit('data', Buffer.from('x'))
    if (socket.isPaused()) t.fail('it was paused')
  }
  t.equal(got, `early${'x'.repeat(100)}`)
})

t.test('a backend is read no further while its client takes nothing', async (t) => {
  const socket = new Socket()
  const written: (() => void)[] = []
  // The system takes it when the test says so.
  socket.write = (_bytes: unknown, done: unknown): boolean => {
    if (typeof done === 'function') written.push(done as () => void)
    return false
  }
  const client = new WebSocketClient(socket, Buffer.alloc(0))
  t.teardown(() => client.destroy())
  client.accept()
  client.write('the head that the library writes')
  let packets = 0
  while (packets < 1_000 && client.write(Buffer.from('x'))) packets++
  t.equal(packets, 0, 'one waits, and the library is told to wait, too')
  const drained = new Promise((resolve) => client.once('drain', resolve))
  written.shift()?.()
  await drained
  t.equal(client.writableLength, 0, 'it goes on as soon as that is taken')
})
