import { type Readable } from 'node:stream'
import { type Backend, type BackendServer } from '../model/index.ts'
import { reachOf } from './connector.ts'
import { BackendConnection } from './http1/connection.ts'
import { type RoadTools } from './http1/road.ts'
import { Connections, type ConnectionOwner } from './http1/connections.ts'
import { Opener, type Reach } from './http1/opening.ts'
import { type Message } from './http1/writing.ts'
import { type Newcomer, Places } from './places.ts'
import { type BackendRequest } from './request.ts'
import { type Resolver } from './resolver.ts'

/** What the servers of one worker share. */
export interface ServerTools {
  readonly workers: number
  readonly resolver: Resolver
  readonly road: RoadTools
}

/**
 * Of a worker's connections to a server so many at most carry bodies that are still coming. Who sends
 * a large body sets the pace of its connection; the rest is for whoever sends none.
 */
const UPLOADS_SHARE_MAX = 3 / 4

/** One server with the connections of one worker to it. */
export class OpenServer {
  readonly server: BackendServer
  /** For who opens a connection himself. */
  readonly reach: Reach
  /** Its own name, as a Host field has it. */
  readonly host: string
  /** Requests of this worker under way to it. */
  inFlight = 0
  /** Who may use one of the connections that this worker may open. */
  readonly #places: Places<BackendRequest>
  /** Who may use one for a body that is still coming. */
  readonly #uploads: Places<BackendRequest>
  readonly #connections: Connections<BackendConnection<BackendRequest>>
  readonly #closed = Promise.withResolvers<void>()
  #isClosing = false
  /** Whether its connections are closed, and no request is sent here any more. */
  isClosed = false

  constructor(backend: Backend, server: BackendServer, { workers, resolver, road }: ServerTools) {
    this.server = server
    this.host = new URL(server.origin).host
    this.reach = reachOf(server, backend.tls, resolver)
    const connections = Math.max(1, Math.ceil(backend.connections / workers))
    this.#places = new Places(connections)
    const uploads = Math.max(1, Math.floor(connections * UPLOADS_SHARE_MAX))
    this.#uploads = new Places(uploads, connections)
    const opener = new Opener(this.reach)
    const timeouts = {
      connectMs: backend.connectTimeoutMs,
      headMs: backend.headersTimeoutMs,
      bodyMs: backend.bodyTimeoutMs,
    }
    const events = {
      onClosed: (connection: BackendConnection<BackendRequest>) =>
        this.#connections.closed(connection),
      onUnsent: (request: BackendRequest, message: Message) => {
        request.connection = null
        this.send(message, request)
      },
    }
    this.#connections = new Connections(
      connections,
      (idleMs) => new BackendConnection(opener, { tools: road, timeouts, idleMs }, events),
    )
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

  /** Sends a request that has a place; once more by a connection that cannot have been closed meanwhile. */
  send(message: Message, request: BackendRequest): void {
    request.connection =
      request.connection === null
        ? this.#connections.take(request)
        : this.#connections.takeFresh(request)
    request.connection.ask(request, message)
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
    // Not within the end of another's answer.
    process.nextTick(giveBack, this, request)
  }

  /** Its place is free, and its connection. */
  giveBack(request: BackendRequest): void {
    this.#places.leave(request)
    const { connection } = request
    request.connection = null
    if (connection !== null) this.#connections.giveBack(connection, request)
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
    this.#connections.close()
    this.#closed.resolve()
  }
}

/** A function of its own, so that a request does not need one. */
function giveBack(server: OpenServer, request: BackendRequest): void {
  server.giveBack(request)
}
