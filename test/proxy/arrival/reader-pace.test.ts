import { once } from 'node:events'
import { type Socket } from 'node:net'
import t from 'tap'
import { type Exchange } from '../../../src/proxy/exchange.ts'
import { type AnswerUnderWay } from '../../../src/proxy/arrival/node-connection.ts'
import { eventually } from '../../support/eventually.ts'
import { type Answerer, startStage } from '../../support/listen-stage.ts'

/** More than the systems at both ends of a connection keep for a reader that takes nothing. */
const DOWNLOAD = Buffer.alloc(24 * 1024 * 1024, 'p')

/** What a reader takes at a time: more than the systems keep, so that some of it has to come anew. */
const LITTLE_BYTES = DOWNLOAD.length / 2

/** Answers with a file, and is told whose fault it was where it does not arrive. */
function download(blamed: string[]): Answerer {
  return (request, response) => {
    const answer: AnswerUnderWay = response
    const blameReader = (): void => void blamed.push(request.url ?? '')
    answer.exchange = { blameReader } as unknown as Exchange
    response.end(DOWNLOAD)
  }
}

async function readUpTo(socket: Socket, bytes: number): Promise<void> {
  socket.resume()
  await eventually('so much has come', () => socket.bytesRead >= bytes || socket.destroyed)
  socket.pause()
}

t.test(
  'who takes nothing for a minute is let go after a minute, and the log says why',
  async (t) => {
    const blamed: string[] = []
    const { enter, passSeconds } = await startStage(t, { onRequest: download(blamed) })
    const { socket, send } = await enter()
    socket.on('error', () => undefined)
    send('GET /file HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(socket, 'readable')
    socket.pause()
    passSeconds(1)
    let seconds = 0
    await eventually('it waits for its reader', () => {
      passSeconds(1)
      return ++seconds === 30
    })
    t.strictSame(blamed, [], 'not after half of it')
    passSeconds(31)
    t.strictSame(blamed, ['/file'])
    socket.resume()
    await once(socket, 'close')
    t.ok(socket.bytesRead < DOWNLOAD.length)
  },
)

t.test('who takes a little now and then gets all of it', async (t) => {
  const blamed: string[] = []
  const { enter, passSeconds } = await startStage(t, { onRequest: download(blamed) })
  const { socket, send } = await enter()
  send('GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await once(socket, 'readable')
  socket.pause()
  passSeconds(50)
  await readUpTo(socket, LITTLE_BYTES)
  passSeconds(50)
  socket.resume()
  await once(socket, 'close')
  t.ok(socket.bytesRead > DOWNLOAD.length)
  t.strictSame(blamed, [])
})
