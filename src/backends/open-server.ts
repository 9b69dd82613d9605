import { type Readable } from 'node:stream'
import { Pool } from 'undici'
import { type Backend, type BackendServer } from '../model/index.ts'
import { BackendClient, type BackendRequest } from './connection.ts'
import { type Reach, connectorOf, reachOf } from './connector.ts'
import { Lanes } from './lanes.ts'
import { type Resolver } from './resolver.ts'

/** As large as what the gate itself accepts from clients. */
const HEADER_BYTES_MAX = 64 * 1024

/** Keeps idle connections shorter than common servers do, so that few are closed under our hands. */
const IDLE_MS = 4_000

/**
 * Of a worker's connections to a server so many at most carry bodies that are still coming. Who sends
 * a large body sets the pace of its connection; the rest is for whoever sends none.
 */
const UPLOADS_SHARE_MAX = 3 / 4

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
  /** Requests of this worker under way to it. */
  inFlight = 0
  /** The connections that this worker may open. */
  readonly #lanes: Lanes<BackendRequest>
  /** Those of them that may carry bodies which are still coming. */
  readonly #uploads: Lanes<BackendRequest>
  readonly #closed = Promise.withResolvers<void>()
  #isClosing = false

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
    this.#lanes = new Lanes(connections)
    this.#uploads = new Lanes(Math.max(1, Math.floor(connections * UPLOADS_SHARE_MAX)))
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

  /**
   * Lets a request ask as soon as there is a connection for it. undici's own queue is one for all, in
   * which whoever asks for a thousand large files at once makes everybody wait for all of them.
   * `coming` is its body where that has not come whole.
   */
  enter(request: BackendRequest, coming: Readable | null): void {
    this.inFlight++
    if (coming === null) return this.#admit(request)
    coming.once('close', () => this.#endUpload(request))
    if (this.#uploads.enter(request.lane, request)) this.#beginUpload(request)
  }

  #beginUpload(request: BackendRequest): void {
    request.isUploading = true
    this.#admit(request)
  }

  /** Its body has come whole, or never will. */
  #endUpload(request: BackendRequest): void {
    // Who was broken off before it had a connection is over, and nobody else says so.
    if (!request.hasPlace) request.giveUp()
    if (!request.isUploading) return this.#uploads.giveUp(request.lane, request)
    request.isUploading = false
    const next = this.#uploads.leave(request.lane)
    if (next === null) this.#closeUnused()
    else this.#beginUpload(next)
  }

  #admit(request: BackendRequest): void {
    if (!this.#lanes.enter(request.lane, request)) return
    request.hasPlace = true
    request.ask()
  }

  /** It is over, or waits no longer; its place is for who is next. */
  leave(request: BackendRequest): void {
    this.inFlight--
    if (!request.isUploading) this.#uploads.giveUp(request.lane, request)
    if (!request.hasPlace) return this.#lanes.giveUp(request.lane, request)
    request.hasPlace = false
    const next = this.#lanes.leave(request.lane)
    if (next === null) return this.#closeUnused()
    next.hasPlace = true
    // Not while undici still counts the connection among those in use.
    process.nextTick(askWhoWaited, next)
  }

  /** Closes its connections when nobody has or wants one any more. */
  close(): Promise<void> {
    this.#isClosing = true
    this.#closeUnused()
    return this.#closed.promise
  }

  #closeUnused(): void {
    // Nobody waits where nothing is taken.
    if (!this.#isClosing || this.#lanes.taken > 0 || this.#uploads.taken > 0) return
    this.pool.close().then(this.#closed.resolve, this.#closed.resolve)
  }
}

function askWhoWaited(request: BackendRequest): void {
  // It may have left again.
  if (request.hasPlace) request.ask()
}
