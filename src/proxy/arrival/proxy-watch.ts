import { foldName, isInUse, isPrivateNetwork, networkOf } from '../../client/index.ts'
import { type ClientAddress, type Notice, type Snapshot } from '../../model/index.ts'
import { type Client, type Exchange } from '../exchange.ts'
import { type RawHeaders, mayBeSpecial, saysAnything } from '../headers.ts'

/** Names of dropped fields, beside those that are in use, that are told of: anybody can make them up. */
const FIELDS_MAX = 48

/** Networks of peers that are told of: more than anybody has proxies in. */
const NETWORKS_MAX = 16

/** A longer one was made up. */
const FIELD_CHARS_MAX = 64

/**
 * Bots write X-Forwarded-For themselves, so of peers on the Internet it is told only where nearly every
 * request has it, over more requests and for longer than one visit of theirs.
 */
const WINDOW = { requests: 1_000, ms: 600_000, share: 0.9 }

/** What programs call themselves that ask whether somebody is there, and not for anybody. */
const CHECKERS = ['health', 'check', 'probe', 'monitor']

/**
 * Sees where clients may not be who they are taken for, and tells of each once for each configuration.
 * Of peers it names networks, and only those of the operator's own.
 */
export class ProxyWatch {
  readonly #tell: (notice: Notice) => void
  #snapshot: Snapshot | null = null
  #told = new Set<string>()
  #madeUp = 0
  #strangersTold = new Set<string>()
  #unnamedTold = new Set<string>()
  /** Requests of peers on the Internet since then, and those that were forwarded by somebody. */
  #sinceMs = 0
  #strangers = 0
  #forwarded = 0

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell
  }

  /** A request whose client has been found. */
  look(exchange: Exchange, { proxy, peer, address }: Client): void {
    if (exchange.snapshot !== this.#snapshot) this.#begin(exchange)
    if (proxy === null) {
      if (this.#strangersTold.size < NETWORKS_MAX) this.#lookAtStranger(exchange, peer)
    } else if (address === peer && this.#unnamedTold.size < NETWORKS_MAX) {
      this.#lookAtUnnamed(exchange, peer)
    }
  }

  #lookAtUnnamed(exchange: Exchange, peer: ClientAddress): void {
    const network = exchange.snapshot.trustedProxies.networkOf(peer) ?? ''
    // One that names itself, or nobody it knows, has spoken.
    if (this.#unnamedTold.has(network) || isForwarded(exchange.request.rawHeaders, saysAnything))
      return
    if (isCheck(exchange)) return
    this.#unnamedTold.add(network)
    this.#tell({ kind: 'nobody-named', network })
  }

  #begin({ snapshot, startedMs }: Exchange): void {
    this.#snapshot = snapshot
    this.#told = new Set()
    this.#madeUp = 0
    this.#strangersTold = new Set()
    this.#unnamedTold = new Set()
    this.#startWindow(startedMs)
  }

  #startWindow(nowMs: number): void {
    this.#sinceMs = nowMs
    this.#strangers = 0
    this.#forwarded = 0
  }

  #lookAtStranger({ request, startedMs, snapshot }: Exchange, peer: ClientAddress): void {
    this.#strangers++
    // An empty one is a proxy's as well.
    if (isForwarded(request.rawHeaders, () => true)) {
      this.#forwarded++
      if (isPrivateNetwork(peer)) {
        const isHere = isLoopback(peer)
        const network = isHere ? peer : networkOf(peer, snapshot.networkBits)
        return this.#tellOfStranger(network)
      }
    }
    const { requests, ms, share } = WINDOW
    if (this.#strangers < requests || startedMs - this.#sinceMs < ms) return
    if (this.#forwarded >= share * this.#strangers) this.#tellOfStranger(null)
    this.#startWindow(startedMs)
  }

  #tellOfStranger(network: string | null): void {
    if (this.#strangersTold.has(network ?? '')) return
    this.#strangersTold.add(network ?? '')
    this.#tell({ kind: 'stranger-forwards', network })
  }

  /** A field of that lower-case name claims an identity and does not reach the backend. */
  dropped(field: string, { snapshot }: Exchange, { proxy, peer }: Client): void {
    const folded = foldName(field)
    if (this.#told.has(folded) || field.length > FIELD_CHARS_MAX) return
    if (!isInUse(folded) && this.#madeUp++ >= FIELDS_MAX) return
    this.#told.add(folded)
    const network = proxy === null ? null : snapshot.trustedProxies.networkOf(peer)
    this.#tell({ kind: 'field-dropped', field, network, fields: [...(proxy?.fields ?? [])] })
  }
}

/** Whether somebody says for whom he asks; `counts` tells of a value of X-Forwarded-For whether it does. */
function isForwarded(raw: RawHeaders, counts: (value: string) => boolean): boolean {
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    // By length and letters first: this is asked of every request.
    if ((name.length !== 15 && name.length !== 9) || !mayBeSpecial(name)) continue
    const lower = name.toLowerCase()
    if (lower === 'forwarded') return true
    if (lower === 'x-forwarded-for' && counts(raw[i + 1] ?? '')) return true
  }
  return false
}

function isLoopback(peer: string): boolean {
  return peer.startsWith('127.') || peer === '::1'
}

/** A proxy's own question whether the gate is there: it asks for nobody, and may say so itself. */
function isCheck({ method, header, isIntroduced }: Exchange): boolean {
  if (isIntroduced || method === 'OPTIONS' || method === 'HEAD') return true
  const agent = header('user-agent')?.toLowerCase() ?? ''
  return CHECKERS.some((word) => agent.includes(word))
}
