import { type ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { eventually } from '../../support/eventually.ts'
import { type Connection } from '../../support/http.ts'
import { type ListenStage, startStage } from '../../support/listen-stage.ts'

const ASK = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const ASK_LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const ASK_OLD = 'GET / HTTP/1.0\r\n\r\n'

/** A client that has asked, and has ended its side. */
interface HalfClosed {
  readonly stage: ListenStage
  readonly client: Connection
  readonly response: ServerResponse
}

/** The test answers itself. */
async function halfClose(t: Test, asks: string): Promise<HalfClosed> {
  const held: ServerResponse[] = []
  const stage = await startStage(t, { onRequest: (_request, response) => void held.push(response) })
  const client = await stage.enter()
  client.socket.end(asks)
  await eventually('the gate sees its end', () => held[0]?.req.socket.readableEnded === true)
  const [response] = held
  if (response === undefined) throw new Error('nothing was asked')
  return { stage, client, response }
}

t.test('who has ended its side is answered as long as the answer goes on', async (t) => {
  const { stage, client, response } = await halfClose(t, ASK)
  for (let piece = 0; piece < 20; piece++) {
    stage.passSeconds(4)
    response.write(`<${piece}>`)
    // What has been read has been written before the time that passes next.
    await client.reader.readUntil(`<${piece}>`)
  }
  response.end('done')
  t.match((await client.reader.readToEnd()).toString(), /done/, 'eighty seconds of five at most')
  t.ok(response.writableFinished)
})

t.test('who has ended its side and is told nothing for five seconds has left', async (t) => {
  const { stage, client, response } = await halfClose(t, ASK)
  stage.passSeconds(4)
  t.notOk(response.destroyed)
  stage.passSeconds(1)
  await eventually('its request is over', () => response.closed)
  t.equal((await client.reader.readToEnd()).length, 0)
})

t.test('so has who is told nothing more', async (t) => {
  const { stage, client, response } = await halfClose(t, ASK)
  stage.passSeconds(4)
  response.write('begun')
  await client.reader.readUntil('begun')
  stage.passSeconds(5)
  t.notOk(response.closed, 'there was an answer within these five seconds')
  stage.passSeconds(5)
  await eventually('its request is over', () => response.closed)
  t.notOk(response.writableFinished)
})

t.test('who has said that this is its last request is waited for', async (t) => {
  for (const asks of [ASK_LAST, ASK_OLD]) {
    const { stage, client, response } = await halfClose(t, asks)
    stage.passSeconds(3_600)
    response.end('served')
    t.match((await client.reader.readToEnd()).toString(), /served$/)
  }
})

t.test('who ends its side within a request is told, and not waited for', async (t) => {
  const asks = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc'
  const { stage, client, response } = await halfClose(t, asks)
  t.equal((await client.receive()).status, 400)
  await eventually('its request is over', () => response.closed)
  t.strictSame(stage.told, ['400 HPE_INVALID_EOF_STATE'])
})

t.test('who is told what was wrong has two seconds to read it', async (t) => {
  let isClosed = false
  const stage = await startStage(t)
  const client = await stage.enter()
  // It never ends its side by itself.
  client.socket.allowHalfOpen = true
  client.socket.once('close', () => (isClosed = true))
  client.send('this is no request\r\n\r\n')
  t.equal((await client.receive()).status, 400)
  client.send('nor is this\r\n\r\n')
  stage.passSeconds(1)
  t.equal((await client.reader.readToEnd()).length, 0, 'the gate ends its side')
  t.notOk(isClosed, 'and still listens')
  stage.passSeconds(1)
  client.send('nobody reads this')
  await eventually('it is over', () => isClosed)
  t.strictSame(stage.told, ['400 HPE_INVALID_METHOD'], 'which was told once')
})

t.test('a head that does not come to its end is told, after the answer before it', async (t) => {
  const stage = await startStage(t, { limits: { headerTimeoutMs: 1 } })
  const client = await stage.enter()
  client.send(`${ASK}GET / HTTP/1.1\r\n`)
  t.equal((await client.receive()).text, 'served')
  t.equal((await client.receive()).status, 408)
  t.equal((await client.reader.readToEnd()).length, 0)
  t.strictSame(stage.told, ['408 ERR_HTTP_REQUEST_TIMEOUT'])
})
