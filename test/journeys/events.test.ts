import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const EVENTS = 40

/** Sends an event, and the next one not before its client has got it. */
const origin = await startOrigin({
  respond: ({ target }, { socket }) => {
    const coding = target === '/chunks' ? 'Transfer-Encoding: chunked\r\n' : ''
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${coding}\r\n`)
    send = (event) => {
      const size = Buffer.byteLength(event).toString(16)
      socket.write(target === '/chunks' ? `${size}\r\n${event}\r\n` : event)
    }
    end = () => socket.end(target === '/chunks' ? '0\r\n\r\n' : '')
    return null
  },
})
let send: (event: string) => void = () => undefined
let end = (): void => undefined
const gate = await startTestGate({ backendPort: origin.port })
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** What happened, in its order: an event held back by anybody would never be got. */
async function follow(port: number, start: string): Promise<readonly string[]> {
  const connection = await openConnection(port)
  const happened: string[] = []
  connection.send(start)
  await connection.reader.readUntil('\r\n\r\n')
  for (let i = 0; i < EVENTS; i++) {
    const event = `id: ${i}\nevent: état\ndata: Käerjeng ${i}\n\n`
    send(event)
    happened.push(`sent ${i}`)
    const got = await connection.reader.readUntil(`${i}\n\n`)
    if (got?.includes(event.slice(0, 10)) === true) happened.push(`got ${i}`)
  }
  end()
  connection.close()
  return happened
}

t.test('every event arrives before the next one is sent, whoever asks', async (t) => {
  for (const path of ['/chunks', '/until-the-end']) {
    const direct = await follow(origin.port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    t.equal(direct.length, EVENTS * 2)
    for (const version of ['1.1', '1.0']) {
      const asked = `GET ${path} HTTP/${version}\r\nHost: a\r\n\r\n`
      t.strictSame(await follow(gate.port, asked), direct, `${path}, HTTP/${version}`)
    }
  }
  t.strictSame([...gate.notes, ...origin.faults], [])
})
