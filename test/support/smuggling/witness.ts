import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { startOrigin } from '../recording-origin.ts'
import { type Belief, takeMessage } from './sloppy-framing.ts'

/** A request as a backend read it. */
export interface Seen {
  /** `GET /a HTTP/1.1`, or the bytes that stood in its place. */
  readonly line: string
  /** Its `Paart-Client`, by which the backend knows that the gate sent it. */
  readonly client: string
}

/** A backend that tells what it took for requests. */
export interface Witness {
  readonly name: string
  readonly port: number
  readonly seen: () => readonly Seen[]
  readonly stop: () => Promise<void>
}

/** Node's own server, as many an application uses it. */
export async function startNodeWitness(): Promise<Witness> {
  const seen: Seen[] = []
  const server = createHttpServer((request, response) => {
    const client = String(request.headers['paart-client'] ?? '')
    seen.push({ line: `${request.method} ${request.url} HTTP/${request.httpVersion}`, client })
    request.resume()
    request.once('end', () => response.end('seen'))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // A message that is cut off is no other message.
    const isCut = error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE'
    if (!isCut) seen.push({ line: String(error.code), client: '' })
    socket.destroy()
  })
  return { name: 'Node', seen: () => seen, ...(await listening(server)) }
}

/** A backend that refuses whatever is not strict HTTP/1.1. */
export async function startStrictWitness(): Promise<Witness> {
  const origin = await startOrigin()
  return {
    name: 'strict',
    port: origin.port,
    seen: () => [
      ...origin.requests.map(({ method, target, headers }) => {
        return { line: `${method} ${target} HTTP/1.1`, client: headers.get('paart-client') ?? '' }
      }),
      ...origin.faults.map((line) => ({ line, client: '' })),
    ],
    stop: origin.close,
  }
}

/** The worst backend there can be: it finds a framing in whatever resembles one. */
export async function startSloppyWitness(belief: Belief): Promise<Witness> {
  const seen: Seen[] = []
  const server = createServer((socket) => {
    let bytes = ''
    socket.setEncoding('latin1')
    socket.on('error', () => undefined)
    socket.on('data', (chunk: string) => {
      bytes += chunk
      for (let one = takeMessage(bytes, belief); one !== null; one = takeMessage(bytes, belief)) {
        bytes = one.rest
        const line = /^[^\r\n]*/.exec(one.head.trimStart())?.[0] ?? ''
        seen.push({ line, client: /^paart-client: (.*)$/im.exec(one.head)?.[1] ?? '' })
        socket.write('HTTP/1.1 200 Seen\r\nContent-Length: 0\r\n\r\n')
        if (/^connection: close/im.test(one.head)) socket.end()
      }
    })
  })
  return { name: `sloppy, by ${belief}`, seen: () => seen, ...(await listening(server)) }
}

async function listening(server: Server): Promise<Pick<Witness, 'port' | 'stop'>> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
