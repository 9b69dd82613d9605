import { type Socket, createServer } from 'node:net'
import { reset } from '../../../test/support/http.ts'
import { tellReady } from '../../servers/program.ts'

/** An application that breaks HTTP in the way its path asks for, and is in order elsewhere. */

const OK = 'HTTP/1.1 200 OK\r\n'
const GOOD = `${OK}Content-Length: 4\r\n\r\ngood`

/** A client's or proxy's own guard against it ends long before. */
const FLOOD = 1_000

/** The reset is to come behind the bytes, not instead of them. */
const RESET_MS = 50

/** More than any server here takes as a head. */
const LONG = 'a'.repeat(70_000)

const COOKIES = Array.from({ length: 60 }, (_, i) => `Set-Cookie: c${i}=v\r\n`).join('')

type Fault = (socket: Socket) => void

const FAULTS: Readonly<Record<string, Fault>> = {
  fin: (socket) => socket.end(),
  'reset-before-head': reset,
  hang: () => undefined,
  'hang-in-head': say(`${OK}Content-Le`),
  'reset-in-body': (socket) => {
    socket.write(`${OK}Content-Length: 1000\r\n\r\nhalf`)
    setTimeout(() => reset(socket), RESET_MS)
  },
  'fin-in-body': sayLast(`${OK}Content-Length: 1000\r\n\r\nhalf`),
  'fin-in-chunks': sayLast(`${OK}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`),
  'hang-in-body': say(`${OK}Content-Length: 1000\r\n\r\nhalf`),
  garbage: sayLast('this is no answer\r\n\r\n'),
  'http-0.9': sayLast('<html>old</html>'),
  'two-lengths': say(`${OK}Content-Length: 4\r\nContent-Length: 5\r\n\r\ngood!`),
  'length-and-chunks': say(
    `${OK}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  ),
  'bare-lf': say('HTTP/1.1 200 OK\nContent-Length: 4\n\ngood'),
  'blank-in-name': say(`${OK}X Name: 1\r\nContent-Length: 4\r\n\r\ngood`),
  'folded-line': say(`${OK}X-Name: 1\r\n 2\r\nContent-Length: 4\r\n\r\ngood`),
  nul: say(`${OK}X-Name: a\0b\r\nContent-Length: 4\r\n\r\ngood`),
  'bare-cr': say(`${OK}X-Name: a\rb\r\nContent-Length: 4\r\n\r\ngood`),
  'long-head': say(`${OK}X-Name: ${LONG}\r\nContent-Length: 4\r\n\r\ngood`),
  'status-20': say('HTTP/1.1 20 OK\r\nContent-Length: 4\r\n\r\ngood'),
  'bad-chunk': say(`${OK}Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\nzz\r\n`),
  switches: say('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  'flood-of-hints': say('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(FLOOD) + GOOD),
  extra: say(`${GOOD}HTTP/1.1 200 Evil\r\nContent-Length: 4\r\n\r\nevil`),
  'body-on-204': say('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\ngood'),
  hints: say(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${GOOD}`),
  'sixty-cookies': say(`${OK}${COOKIES}Content-Length: 4\r\n\r\ngood`),
  latin1: say(`${OK}X-Name: d\xe9fini\r\nContent-Length: 4\r\n\r\ngood`),
  'ends-when-idle': sayLast(GOOD),
}

function say(bytes: string): Fault {
  return (socket) => void socket.write(bytes, 'latin1')
}

function sayLast(bytes: string): Fault {
  return (socket) => void socket.end(bytes, 'latin1')
}

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  socket.setEncoding('latin1')
  let received = ''
  socket.on('data', (text: string) => {
    received += text
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) return
    const name = /^GET \/([^ ?]*)/.exec(received)?.[1] ?? ''
    received = received.slice(end + 4)
    const fault = FAULTS[name] ?? say(GOOD)
    fault(socket)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  tellReady({ port, passes: [] })
})
