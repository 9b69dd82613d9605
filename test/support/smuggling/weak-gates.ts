import { once } from 'node:events'
import { Agent, createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createProxyServer } from 'http-proxy-3'
import { type Belief, takeMessage } from './sloppy-framing.ts'

/** A gate as gates must not be: the oracle has to catch it, or it proves nothing. */
export interface WeakGate {
  readonly name: string
  readonly port: number
  readonly stop: () => void
}

export interface WeakGateOptions {
  readonly backendPort: number
  /** What it adds to all that it forwards, as the gate does. */
  readonly client: string
}

/** Passes on the bytes of each message as they came, and finds its end without care. */
export async function startByteGate(belief: Belief, options: WeakGateOptions): Promise<WeakGate> {
  const { backendPort, client } = options
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const backend = connect({ port: backendPort, host: '127.0.0.1' })
    let bytes = ''
    for (const [one, other] of [
      [socket, backend],
      [backend, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    backend.pipe(socket)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      bytes += chunk
      for (let one = takeMessage(bytes, belief); one !== null; one = takeMessage(bytes, belief)) {
        bytes = one.rest
        backend.write(one.bytes.replace('\r\n', `\r\nPaart-Client: ${client}\r\n`), 'latin1')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    name: `bytes, by ${belief}`,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Stock parts, as they are often put together: `http-proxy-3` and an agent that keeps connections. */
export async function startStockGate(options: WeakGateOptions): Promise<WeakGate> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const proxy = createProxyServer({
    target: `http://127.0.0.1:${options.backendPort}`,
    agent,
    headers: { 'Paart-Client': options.client },
  })
  proxy.on('error', (_error, _request, response) => response.destroy())
  const server = createHttpServer((request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    proxy.web(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    name: 'stock parts',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
      proxy.close()
    },
  }
}
