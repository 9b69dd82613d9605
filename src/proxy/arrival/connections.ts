import { type Socket } from 'node:net'
import { type Claimant, type Gauges } from '../../limits/index.ts'
import {
  type ClientAddress,
  type ClosedFor,
  type Listen,
  type NetworkSet,
} from '../../model/index.ts'
import { BodyPace } from './body-pace.ts'
import { CrowdTurns } from './crowded-reads.ts'
import { type Deadlines } from '../bounds/deadlines.ts'
import { answerUnderWay, bodyUnderWay, peerOf } from './node-connection.ts'
import { takeProxyHeader } from './proxy-header.ts'
import { ReaderPace } from './reader-pace.ts'

/** Every connection is looked at so often; a body that is too slow may go on for as much. */
const LOOK_MS = 1_000

/**
 * Of a worker's connections so many must be idle for one of them to go: with fewer, whoever came last
 * would drive out who came just before and has not had the time to speak.
 */
const IDLE_SHARE_MIN = 1 / 8

/** Idle connections that may go for one newcomer: each other worker can be quicker once or twice. */
const DISPLACED_MAX = 8

/**
 * More than this behind the header of a proxy may be crowds of tiny pieces, and waits for its turn: it has been
 * read already, and nothing stops what is parsed of it. Nearly every request is shorter.
 */
const BEHIND_HEADER_MAX = 4 * 1024

/** Connections looked at for one to close; beyond it looking would cost more than it saves. */
const CANDIDATES_MAX = 64

export interface ConnectionTools {
  readonly listen: Listen
  /** The listener's place among the addresses. */
  readonly place: number
  /** Connections of all listeners: what the system lets the process open. */
  readonly openMax: number
  readonly gauges: Gauges
  readonly deadlines: Deadlines
  readonly trusted: () => NetworkSet
  /** As whom somebody counts who connects. */
  readonly claimantOf: (address: ClientAddress) => Claimant
  /** Requests under way in this worker. */
  readonly inFlight: () => number
  /** The gate closed a connection by itself. */
  readonly onClosed: (why: ClosedFor) => void
}

interface Connection {
  readonly socket: Socket
  /** As whom it counts; null where it has no network, or none that counts. */
  who: Claimant | null
  /** Bytes answered when it was last looked at for one to close. */
  answered: number
  /** Made when a body is first seen. */
  pace: BodyPace | null
  /** Made when bytes are first seen to wait for their reader. */
  reader: ReaderPace | null
}

/**
 * The connections of one listener in one worker: who may come in, and who must go for somebody else.
 *
 * Where the listener, a network or the process has no room for one more, the connection that has been
 * idle longest goes: a client must expect that of an idle connection at any time and opens another
 * (RFC 9112 section 9.5), while a newcomer that is turned away is a person who sees an error. Only
 * where nobody is idle is the newcomer closed, at once.
 */
export class Connections {
  /** Of those who send crowds of tiny pieces, or may. */
  readonly turns = new CrowdTurns()
  readonly #tools: ConnectionTools
  readonly #open = new Set<Connection>()
  /** By the hash of each network that binds them. */
  readonly #byNetwork = new Map<number, Set<Connection>>()
  #looking: NodeJS.Timeout | undefined
  #isEnding = false
  #onSlow: (socket: Socket) => void = () => undefined

  constructor(tools: ConnectionTools) {
    this.#tools = tools
  }

  /** Lets a new connection in, and calls `serve` when its first request may be read. */
  admit(socket: Socket, serve: () => void): void {
    const { listen, trusted, deadlines } = this.#tools
    const connection: Connection = { socket, who: null, answered: 0, pace: null, reader: null }
    if (!this.#enter(connection)) return this.#close(connection, 'full')
    socket.once('close', () => this.#leave(connection))
    const peer = peerOf(socket)
    if (!listen.proxyProtocol) return this.#settle(connection, peer, serve)
    if (peer !== null && !trusted().has(peer)) return this.#close(connection, 'untrusted-proxy')
    takeProxyHeader(socket, deadlines, (header) => {
      if (socket.destroyed) return undefined
      if (header === null) return this.#close(connection, 'bad-proxy-header')
      const { source } = header
      // From here on the socket is as if the client itself had connected.
      if (source !== null) Object.defineProperty(socket, 'remoteAddress', { value: source })
      return this.#settle(connection, source ?? peer, () => this.#serveInTurn(socket, serve))
    })
  }

  /** What came behind the header of a proxy is read by whoever serves. */
  #serveInTurn(socket: Socket, serve: () => void): void {
    const onTurn = (): void => {
      if (socket.destroyed) return
      serve()
      socket.resume()
    }
    if (socket.readableLength <= BEHIND_HEADER_MAX) return onTurn()
    // Nobody else hears it until then, and an error without a listener would end the worker.
    socket.on('error', () => undefined)
    this.turns.wait({ onTurn }, socket)
  }

  #settle(connection: Connection, peer: ClientAddress | null, serve: () => void): void {
    const isCounted = peer !== null && !this.#tools.trusted().has(peer)
    if (isCounted && !this.#enterShare(connection, this.#tools.claimantOf(peer))) {
      return this.#close(connection, 'network-full')
    }
    return serve()
  }

  #enter(connection: Connection): boolean {
    const { gauges, place, openMax, listen } = this.#tools
    const caps = { connectionsMax: listen.limits.connectionsMax, openMax }
    const enter = (): boolean => gauges.enterConnection(place, caps)
    const hasRoom = enter() || (this.#hasManyIdle() && this.#enterForIdle(this.#open, enter))
    if (hasRoom) this.#open.add(connection)
    return hasRoom
  }

  /**
   * Where its share is taken an idle one of the same network goes; of the one around it only where it is that
   * one's share: who has had his own takes nobody else's.
   */
  #enterShare(connection: Connection, who: Claimant): boolean {
    const enter = (): boolean => this.#share(who)
    const makesRoom = (bound: number, at: number): boolean =>
      this.#hasRoomWithin(who, at) && this.#enterForIdle(this.#byNetwork.get(bound), enter)
    if (!enter() && !boundsOf(who).some(makesRoom)) return false
    connection.who = who
    for (const bound of boundsOf(who)) {
      const neighbours = this.#byNetwork.get(bound)
      if (neighbours === undefined) this.#byNetwork.set(bound, new Set([connection]))
      else neighbours.add(connection)
    }
    return true
  }

  #share(who: Claimant): boolean {
    const { gauges, place, listen } = this.#tools
    const { connectionsMax: max, connectionsPerNetworkMax: networkMax } = listen.limits
    return gauges.shareConnection(place, { max, networkMax }, who)
  }

  /** Whether all narrower networks than the one at a place of those that bind somebody have room for him. */
  #hasRoomWithin(who: Claimant, at: number): boolean {
    if (at === 0) return true
    const within = { ...who, wider: at > 1 ? who.wider : 0, provider: 0 }
    if (!this.#share(within)) return false
    this.#tools.gauges.unshareConnection(this.#tools.place, within)
    return true
  }

  #leave(connection: Connection): void {
    const { gauges, place } = this.#tools
    if (!this.#open.delete(connection)) return
    const { who } = connection
    gauges.leaveConnection(place)
    if (who === null) return
    gauges.unshareConnection(place, who)
    for (const bound of boundsOf(who)) {
      const neighbours = this.#byNetwork.get(bound)
      neighbours?.delete(connection)
      if (neighbours?.size === 0) this.#byNetwork.delete(bound)
    }
  }

  /** Its place is free at once. */
  #close(connection: Connection, why: ClosedFor): void {
    this.#leave(connection)
    // What was on its way when it was closed is an error on a socket that nobody listens to any more.
    connection.socket.on('error', () => undefined)
    connection.socket.destroy()
    this.#tools.onClosed(why)
  }

  #hasManyIdle(): boolean {
    const { size } = this.#open
    return size - this.#tools.inFlight() >= size * IDLE_SHARE_MIN
  }

  /** Takes the place of one that is idle; where another worker was quicker, of the next. */
  #enterForIdle(connections: Set<Connection> | undefined, enter: () => boolean): boolean {
    if (connections === undefined) return false
    for (let tries = 0; tries < DISPLACED_MAX; tries++) {
      const idle = longestIdle(connections)
      if (idle === null) return false
      this.#close(idle, 'displaced')
      if (enter()) return true
    }
    return false
  }

  /** All that are open. */
  *sockets(): Generator<Socket> {
    for (const { socket } of this.#open) yield socket
  }

  /** Looks at all bodies that are under way, and at all answers that wait for their readers. */
  look(): void {
    if (this.#isEnding && this.#open.size === 0) clearInterval(this.#looking)
    for (const connection of this.#open) {
      this.#lookAtBody(connection)
      if (connection.socket.writableLength > 0) lookAtReader(connection)
    }
  }

  #lookAtBody(connection: Connection): void {
    const { socket } = connection
    const request = bodyUnderWay(socket)
    if (request === null) return
    connection.pace ??= new BodyPace(this.#tools.listen.limits.bodyMinRate)
    // Counted in looks: when the whole process was stopped for a while, nobody was slow.
    if (connection.pace.isTooSlow(request, socket, LOOK_MS)) this.#onSlow(socket)
  }

  /**
   * Looks once a second; `onSlow` is given each connection whose body is too slow. Call the answer to
   * end it, when the last connection has closed.
   */
  watch(onSlow: (socket: Socket) => void): () => void {
    this.#onSlow = onSlow
    this.#looking = setInterval(() => this.look(), LOOK_MS)
    this.#looking.unref()
    return () => {
      this.#isEnding = true
    }
  }
}

/** Who takes nothing of an answer is left; of WebSockets there are other bounds. */
function lookAtReader(connection: Connection): void {
  const { socket } = connection
  const answer = answerUnderWay(socket)
  if (answer === null || answer.statusCode === SWITCHING_PROTOCOLS) return
  connection.reader ??= new ReaderPace()
  if (!connection.reader.hasStalled(socket, LOOK_MS)) return
  answer.exchange?.blameReader()
  socket.destroy()
}

const SWITCHING_PROTOCOLS = 101

/**
 * Nearly the one that is idle longest, without a word about it at every request: whoever was answered
 * since the last look gets another turn, behind all others.
 */
function longestIdle(connections: Set<Connection>): Connection | null {
  let idle: Connection | null = null
  let looks = 0
  for (const connection of connections) {
    if (++looks > CANDIDATES_MAX) break
    const { socket } = connection
    const isIdle = answerUnderWay(socket) === null && bodyUnderWay(socket) === null
    if (isIdle && connection.answered === socket.bytesWritten) return connection
    if (isIdle) idle ??= connection
    connection.answered = socket.bytesWritten
    connections.delete(connection)
    connections.add(connection)
  }
  return idle
}

/** The networks that bind it, the nearest first. */
function boundsOf({ network, wider, provider }: Claimant): readonly number[] {
  return [network, wider, provider].filter((bound) => bound !== 0)
}
