import { type Readable } from 'node:stream'
import { type Client, type Dispatcher } from 'undici'
import { type Backend, type BackendServer } from '../model/index.ts'
import { BackendClient, type BackendRequest, type ConnectionOwner } from './connection.ts'
import { Connections } from './connections.ts'
import { type Reach, connectorOf, reachOf } from './connector.ts'
import { type Newcomer, Places } from './places.ts'
import { type Resolver } from './resolver.ts'

/** As large as what the gate itself accepts from clients. */
const HEADER_BYTES_MAX = 64 * 1024

/** Keeps idle connections shorter than common servers do, so that few are closed under our hands. */
const IDLE_MS = 4_000

/** One on which somebody has signed in is worth more: as long as servers usually keep it (IIS: 120 s). */
const BOUND_IDLE_MS = 120_000

/**
 * Of a worker's connections to a server so many at most carry bodies that are still coming. Who sends
 * a large body sets the pace of its connection; the rest is for whoever sends none.
 */
const UPLOADS_SHARE_MAX = 3 / 4

/** One server with the connections of one worker to it. */
export class OpenServer {
  readonly server: BackendServer
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
  /** Who may use one of the connections that this worker may open. */
  readonly #places: Places<BackendRequest>
  /** Who may use one for a body that is still coming. */
  readonly #uploads: Places<BackendRequest>
  readonly #connections: Connections
  readonly #closed = Promise.withResolvers<void>()
  #isClosing = false
  /** Whether its connections are closed, and no request is sent here any more. */
  isClosed = false

  constructor(
    backend: Backend,
    server: BackendServer,
    { workers, resolver }: { readonly workers: number; readonly resolver: Resolver },
  ) {
    this.server = server
    this.reach = reachOf(server, backend.tls, resolver)
    this.serverName = this.reach.protocol === 'https:' ? 'backend' : undefined
    const connections = Math.max(1, Math.ceil(backend.connections / workers))
    this.#places = new Places(connections)
    const uploads = Math.max(1, Math.floor(connections * UPLOADS_SHARE_MAX))
    this.#uploads = new Places(uploads, connections)
    const connect = connectorOf(backend, this.reach)
    const options = optionsOf(backend)
    this.#connections = new Connections(connections, (idle) => {
      const keepAliveTimeout = idle === 'briefly' ? IDLE_MS : BOUND_IDLE_MS
      return new BackendClient(server.origin, { ...options, keepAliveTimeout }, connect)
    })
  }

  /** Whether one that waits would give way to somebody where there is no more room. */
  couldMakeRoom(newcomer: Newcomer): boolean {
    return this.#displaced(newcomer) !== null
  }

  /** Lets one that waits give way; false where nobody does. */
  makeRoom(newcomer: Newcomer): boolean {
    const displaced = this.#displaced(newcomer)
    displaced?.giveWay()
    return displaced !== null
  }

  #displaced(newcomer: Newcomer): BackendRequest | null {
    return this.#places.displaced(newcomer) ?? this.#uploads.displaced(newcomer)
  }

  /** Whether somebody has signed in here on a connection of this client's. */
  isOwner(owner: ConnectionOwner): boolean {
    return this.#connections.isOwner(owner)
  }

  /**
   * Lets a request ask as soon as there is a connection for it. `coming` is its body where that has not
   * come whole.
   */
  enter(request: BackendRequest, coming: Readable | null): void {
    this.inFlight++
    if (coming === null) return this.#admit(request)
    coming.once('close', () => this.#endUpload(request))
    if (this.#uploads.enter(request)) this.#beginUpload(request)
  }

  #beginUpload(request: BackendRequest): void {
    request.isUploading = true
    this.#admit(request)
  }

  /** Its body has come whole, or never will. */
  #endUpload(request: BackendRequest): void {
    // Who was broken off before it had a connection is over, and nobody else says so.
    if (!request.hasPlace) request.giveUp()
    if (!request.isUploading) return this.#uploads.giveUp(request)
    request.isUploading = false
    this.#uploads.leave(request)
    for (let next = this.#uploads.next(); next !== null; next = this.#uploads.next()) {
      this.#beginUpload(next)
    }
    this.#closeUnused()
  }

  #admit(request: BackendRequest): void {
    if (!this.#places.enter(request)) return this.#places.blocking(request)?.letGo()
    request.hasPlace = true
    request.ask()
  }

  /** Sends a request that has a place, by the connection that it has already or by another one. */
  dispatch(options: Dispatcher.DispatchOptions, request: DispatchedRequest): void {
    request.client ??= this.#connections.take(request)
    request.client.dispatch(options, request)
  }

  /** Somebody signs in by it: its connection is its owner's from now on. */
  bind(request: BackendRequest): void {
    this.#connections.bind(request)
  }

  /** Its answer has turned out to be long. */
  lengthen(request: BackendRequest): void {
    if (request.hasPlace) this.#places.lengthen(request)
  }

  /** Whether whoever waits for a connection does so for long answers. */
  get isHeldUp(): boolean {
    return this.#places.isHeldUp
  }

  /** Its answer waits for its reader; whoever takes least is let go where too many do. */
  outlast(request: BackendRequest): void {
    if (request.hasPlace) this.#places.outlast(request)?.letGo()
  }

  /** It is over, or waits no longer; its place is for who is next. */
  leave(request: BackendRequest): void {
    this.inFlight--
    if (!request.isUploading) this.#uploads.giveUp(request)
    if (!request.hasPlace) return this.#places.giveUp(request)
    request.hasPlace = false
    // Not while undici still counts the connection among those in use.
    process.nextTick(giveBack, this, request)
  }

  /** Its place is free, and its connection. */
  giveBack(request: BackendRequest): void {
    this.#places.leave(request)
    const { client } = request
    request.client = null
    if (client !== null) this.#connections.giveBack(client, request)
    for (let next = this.#places.next(); next !== null; next = this.#places.next()) {
      next.hasPlace = true
      next.ask()
    }
    this.#closeUnused()
  }

  /** Closes its connections when nobody has or wants one any more. */
  close(): Promise<void> {
    this.#isClosing = true
    this.#closeUnused()
    return this.#closed.promise
  }

  #closeUnused(): void {
    // Nobody waits where nothing is taken.
    if (!this.#isClosing || this.isClosed) return
    if (this.#places.taken > 0 || this.#uploads.taken > 0) return
    this.isClosed = true
    this.#connections.close().then(this.#closed.resolve, this.#closed.resolve)
  }
}

/** A request that hears what becomes of it. */
export type DispatchedRequest = BackendRequest & Dispatcher.DispatchHandler

/** A function of its own, so that a request does not need one. */
function giveBack(server: OpenServer, request: BackendRequest): void {
  server.giveBack(request)
}

function optionsOf(backend: Backend): Client.Options {
  return {
    // Answers on one connection come in order: a slow one would hold up strangers.
    pipelining: 1,
    headersTimeout: backend.headersTimeoutMs,
    bodyTimeout: backend.bodyTimeoutMs,
    maxHeaderSize: HEADER_BYTES_MAX,
  }
}
