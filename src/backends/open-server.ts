import { Pool } from 'undici'
import { type Backend, type BackendServer } from '../model/index.ts'
import { BackendClient } from './connection.ts'
import { type Reach, connectorOf, reachOf } from './connector.ts'
import { type Resolver } from './resolver.ts'
import { Uploads } from './uploads.ts'

/** As large as what the gate itself accepts from clients. */
const HEADER_BYTES_MAX = 64 * 1024

/** Keeps idle connections shorter than common servers do, so that few are closed under our hands. */
const IDLE_MS = 4_000

/** One server with the connections of one worker to it. */
export class OpenServer {
  readonly server: BackendServer
  readonly pool: Pool
  /** For what undici does not open. */
  readonly reach: Reach
  /**
   * Given with each request to an https server: undici would take the name to verify from the
   * request's Host, which is the client's, and open the connection anew for each other one. Which
   * name is verified is the connector's business. Undefined where there is nothing to verify.
   */
  readonly serverName: string | undefined
  /** Bodies that this worker passes on to it while they come. */
  readonly uploads: Uploads
  /** Requests of this worker under way to it. */
  inFlight = 0

  constructor(
    backend: Backend,
    server: BackendServer,
    { workers, resolver }: { readonly workers: number; readonly resolver: Resolver },
  ) {
    this.server = server
    this.reach = reachOf(server, backend.tls, resolver)
    this.serverName = this.reach.protocol === 'https:' ? 'backend' : undefined
    const connect = connectorOf(backend, this.reach)
    const connections = Math.max(1, Math.ceil(backend.connections / workers))
    this.uploads = new Uploads(connections)
    this.pool = new Pool(server.origin, {
      connections,
      // Answers on one connection come in order: a slow one would hold up strangers.
      pipelining: 1,
      factory: (url, options) => new BackendClient(url, options, connect),
      headersTimeout: backend.headersTimeoutMs,
      bodyTimeout: backend.bodyTimeoutMs,
      keepAliveTimeout: IDLE_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    })
  }
}
