import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, type LookupFunction, type Socket, createServer } from 'node:net'
import { type TLSSocket, createSecureContext, createServer as createSecure } from 'node:tls'
import t, { type Test } from 'tap'
import { Opener, type Reach } from '../../../src/backends/http1/opening.ts'

const dataOf = (name: string): Buffer =>
  readFileSync(new URL(`../../data/tls/${name}`, import.meta.url))

const notAsked: LookupFunction = () => {
  throw new Error('no name is to be looked up')
}

/** Of the first of which nothing answers. */
const twoAddresses: LookupFunction = (_name, _options, answer) =>
  answer(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ])

function reachWith(port: number, change: Partial<Reach> = {}): Reach {
  return {
    protocol: 'http:',
    host: '127.0.0.1',
    port,
    socketPath: null,
    lookup: notAsked,
    servername: '',
    secureContext: undefined,
    ...change,
  }
}

/** Opens a connection, and gives what is read of it into the buffer that was given. */
function open(t: Test, opener: Opener): { readonly socket: Socket; readonly read: () => string } {
  const buffer = Buffer.alloc(64)
  let read = ''
  const socket = opener.open({
    buffer: () => buffer,
    callback(length) {
      read += buffer.toString('latin1', 0, length)
      return true
    },
  })
  socket.on('error', () => undefined)
  t.teardown(() => socket.destroy())
  return { socket, read: () => read }
}

async function listening(t: Test, server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A server of TLS that says a word to whoever comes. */
async function secure(t: Test): Promise<number> {
  const server = createSecure(
    { cert: dataOf('server.pem'), key: dataOf('server-key.pem') },
    (socket) => {
      socket.on('error', () => undefined)
      socket.write('hello')
    },
  )
  server.on('tlsClientError', () => undefined)
  return listening(t, server)
}

t.test('what comes is read into the buffer that is given for it', async (t) => {
  const port = await listening(
    t,
    createServer((socket) => void socket.end('hello')),
  )
  const { socket, read } = open(t, new Opener(reachWith(port)))
  await once(socket, 'end')
  t.equal(read(), 'hello')
})

t.test('of several addresses one that answers is taken', async (t) => {
  const port = await listening(
    t,
    createServer((socket) => void socket.end('hello')),
  )
  const { socket, read } = open(
    t,
    new Opener(reachWith(port, { host: 'app.test', lookup: twoAddresses })),
  )
  await once(socket, 'end')
  t.equal(read(), 'hello')
})

t.test('a handshake is resumed, and its server is the one that is named', async (t) => {
  const port = await secure(t)
  const secureContext = createSecureContext({ ca: dataOf('ca.pem') })
  const opener = new Opener(reachWith(port, { protocol: 'https:', secureContext }))
  t.equal(opener.opened, 'secureConnect')
  for (const isResumed of [false, true]) {
    const { socket } = open(t, opener)
    const hasSession = once(socket, 'session')
    await once(socket, opener.opened)
    t.equal((socket as TLSSocket).isSessionReused(), isResumed)
    t.equal((socket as TLSSocket).authorized, true)
    if (!isResumed) await hasSession
    socket.destroy()
  }
  const other = new Opener(
    reachWith(port, { protocol: 'https:', secureContext, servername: 'other.example.lu' }),
  )
  const [error] = await once(open(t, other).socket, 'error')
  t.match(error, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  const untrusting = new Opener(reachWith(port, { protocol: 'https:' }))
  const [unknown] = await once(open(t, untrusting).socket, 'error')
  t.match(unknown, { code: /^(?:UNABLE_TO_|SELF_SIGNED_)/ })
})
