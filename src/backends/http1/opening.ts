import {
  type LookupFunction,
  type OnReadOpts,
  type Socket,
  connect as connectPlain,
} from 'node:net'
import { type SecureContext, connect as connectSecurely } from 'node:tls'

/** How a server is reached, in the words of `node:net` and `node:tls`. */
export interface Reach {
  readonly protocol: string
  readonly host: string
  readonly port: number
  readonly socketPath: string | null
  readonly lookup: LookupFunction
  /**
   * The name that is sent and must be that of the certificate; never the one a request has in its
   * Host. Empty for an address, which is verified but never sent (RFC 6066 section 3).
   */
  readonly servername: string
  /** Whom to trust and what to show; undefined where nothing is said of it. */
  readonly secureContext: SecureContext | undefined
}

/** A connection that nobody has heard of for so long is asked by the system whether it is there. */
const KEEP_ALIVE_MS = 60_000

/**
 * Opens connections to one server. Of several addresses Node tries one after the other, of both families in turn, until
 * one answers (Happy Eyeballs, RFC 8305).
 */
export class Opener {
  readonly #reach: Reach
  /** Of the last handshake: the next one is shorter. One server has one. */
  #session: Buffer | null = null

  constructor(reach: Reach) {
    this.#reach = reach
  }

  /** The event that says that what it opens is open. */
  get opened(): 'secureConnect' | 'connect' {
    return this.#reach.protocol === 'https:' ? 'secureConnect' : 'connect'
  }

  /** What comes is read into what `onread` gives for it. */
  open(onread: OnReadOpts): Socket {
    const { protocol, host, port, socketPath, lookup, servername, secureContext } = this.#reach
    const common = {
      ...(socketPath === null ? { host, port, lookup } : { path: socketPath }),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      onread,
    }
    if (protocol !== 'https:') return connectPlain(common)
    const socket = connectSecurely({
      ...common,
      host,
      servername,
      ALPNProtocols: ['http/1.1'],
      ...(secureContext === undefined ? {} : { secureContext }),
      ...(this.#session === null ? {} : { session: this.#session }),
    })
    return socket.on('session', (session) => (this.#session = session))
  }
}
