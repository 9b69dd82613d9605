import { type Server } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type ListenAddress, type SocketAccess } from '../../model/index.ts'
import { closeIdle } from '../../proxy/index.ts'
import { SOCKETS_PER_ADDRESS } from './open-files.ts'
import { listenAtPath } from './unix-socket.ts'

/** While draining, connections whose answer is done are closed this soon: Node would keep them. */
const IDLE_LOOK_MS = 100

/** In a turn of the event loop this short hardly anybody has come since it looked. */
const QUIET_TURN_MS = 0.05

/** A worker that is never quiet stops all the same, after a second or so. */
const TURNS_MAX = 20_000

/** One address that a worker serves. */
export class Listener {
  readonly #server: Server
  /** They listen beside it, and give it what they accept. */
  readonly #besides: NetServer[] = []
  readonly #sockets = new Set<Socket>()
  #accepted = 0
  /** Called when the last connection has closed. */
  #onEmpty: () => void = () => undefined

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      this.#accepted++
      socket.once('close', () => {
        this.#sockets.delete(socket)
        if (this.#sockets.size === 0) this.#onEmpty()
      })
    })
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size
  }

  /** Settles when connections are accepted; fails with the system's error. `slot` is the worker's, `access` that of a Unix socket. */
  async listen(
    address: ListenAddress,
    slot: number,
    access: SocketAccess | null = null,
  ): Promise<void> {
    const server = this.#server
    if (address.kind === 'unix') {
      return listenAtPath(server, address.path, { name: String(slot), access })
    }
    const { host } = address
    await listenAt(server, host, address.port)
    // The system may have chosen it.
    const bound = server.address()
    const port = bound === null || typeof bound === 'string' ? address.port : bound.port
    while (this.#besides.length < SOCKETS_PER_ADDRESS - 1) {
      // As Node's own HTTP server accepts.
      const beside = new NetServer({ allowHalfOpen: true, noDelay: true })
      beside.on('connection', (socket) => server.emit('connection', socket))
      this.#besides.push(beside)
      await listenAt(beside, host, port)
    }
  }

  /**
   * Takes no new connection, finishes what is under way, and after the grace cuts what is left. From
   * `idleAfterMs` on, connections on which nothing happens are closed. When it settles, every answer
   * has heard that it is over.
   */
  async drain(graceMs: number, idleAfterMs: number): Promise<void> {
    const server = this.#server
    await this.#quietTurn()
    const closed = Promise.all([...this.#besides, server].map(stopAccepting))
    const untilMs = performance.now() + idleAfterMs
    const idle = setInterval(() => {
      if (performance.now() >= untilMs) closeIdle(server, this.#sockets)
    }, IDLE_LOOK_MS)
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, graceMs)
    await closed
    await this.#isEmpty()
    clearInterval(idle)
    clearTimeout(cut)
  }

  /** Node closes a server when its last socket is destroyed; the socket itself is told a little later. */
  async #isEmpty(): Promise<void> {
    if (this.#sockets.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve))
    await nextTurn()
  }

  /**
   * The system resets connections that wait in the queue of a socket which is closed, although another
   * worker listens at the same port. Node takes one from the queue in each turn, so it is empty after a
   * turn without any.
   */
  async #quietTurn(): Promise<void> {
    await nextTurn()
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      const [startMs, accepted] = [performance.now(), this.#accepted]
      await nextTurn()
      const isShort = performance.now() - startMs < QUIET_TURN_MS
      if (isShort && accepted === this.#accepted) return
    }
  }
}

function listenAt(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, reusePort: true }, resolve)
  })
}

/** Node's own `close` of an HTTP server would close idle connections at the same moment. */
function stopAccepting(server: NetServer): Promise<void> {
  return new Promise((resolve) => void NetServer.prototype.close.call(server, () => resolve()))
}
