import { createServer, type Server } from 'node:http'
import { type Duplex } from 'node:stream'
import { createRouter } from './router.ts'
import { createSessions } from './sessions.ts'
import { acceptEcho, wantsEcho } from './websocket.ts'

/** A running demonstration application. */
export interface Demo {
  /** The port it listens on, also where the system chose it. */
  readonly port: number
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>
}

export interface DemoOptions {
  readonly host: string
  /** 0 asks the system for a free one. */
  readonly port: number
}

/** Enough for a demonstration; beyond it new connections are closed at once. */
const CONNECTIONS_MAX = 1024

/** Twice Node's default: browsers with many cookies stay below it. */
const HEADER_BYTES_MAX = 32 * 1024

/** An upload of the largest body over a slow line still ends within it. */
const REQUEST_MS_MAX = 600_000

/** Starts the application. Fails where the address cannot be listened on. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const upgraded = new Set<Duplex>()
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: REQUEST_MS_MAX,
      shouldUpgradeCallback: wantsEcho,
    },
    createRouter(createSessions()),
  )
  server.maxConnections = CONNECTIONS_MAX
  server.on('upgrade', (request, socket, early) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    acceptEcho(request, socket, early)
  })
  const port = await listen(server, options)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of upgraded) socket.destroy()
      }),
  }
}

function listen(server: Server, { host, port }: DemoOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
