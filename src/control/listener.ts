import { type Server } from 'node:http'
import { type ListenAddress } from '../model/index.ts'

/** While draining, connections whose answer is done are closed this soon: Node would keep them. */
const IDLE_LOOK_MS = 100

/** One address that a worker serves. */
export class Listener {
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  /** Settles when connections are accepted; fails with the system's error. */
  listen(address: ListenAddress): Promise<void> {
    const server = this.#server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      if (address.kind === 'unix') server.listen({ path: address.path }, resolve)
      else server.listen({ host: address.host, port: address.port, reusePort: true }, resolve)
    })
  }

  /** Takes no new connection, finishes what is under way, and after the grace cuts what is left. */
  async drain(graceMs: number): Promise<void> {
    const server = this.#server
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    await closed
    clearInterval(idle)
    clearTimeout(cut)
  }
}
