import { type Presented } from '../model/index.ts'
import { refuse, refuseMethod, send } from './answers/answers.ts'
import { sendLimit } from './answers/limit-page.ts'
import { enforce } from './enforce.ts'
import { type Asked } from './asked.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'
import { think, wouldPass } from './judging.ts'
import { refuseRawTarget, serve } from './pipeline.ts'
import { readDescription } from './reading/description.ts'
import { type Identified, identify, peerOfExchange, present } from './reading/identify.ts'
import { isOwnPath, leadsToOwnPath } from './reading/own-prefix.ts'
import { METHODS } from './reading/refusal.ts'

/**
 * Where proxies ask, by what they are. A client cannot choose: the proxy's configuration names the path, and what
 * the client asked for stands in a field.
 */
const ASKED: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  ['/forward-auth', 'forward-auth'],
  ['/auth-request', 'look'],
  ['/auth-request/answer', 'answer'],
])

/** What a proxy wants to know that asks there; null for no question. */
export function askedAt(url: string | undefined): Asked | null {
  return ASKED.get(pathOf(url)) ?? null
}

function pathOf(url = ''): string {
  const [path = ''] = url.split('?', 1)
  return path
}

/** Whoever fetched an answer too late has to wait no longer than that. */
const LATE_MS = 1_000

/**
 * The road of what comes to a listener for subrequests: a proxy forwards requests itself, and asks about each
 * before it does. The request that it describes goes the usual road as far as *enforce*; who is let
 * through is told so, and everybody else gets the answer that he would have got. Requests for the gate's own paths
 * the proxy passes on. Nobody is served but trusted proxies: anybody else could be judged as whom he likes.
 */
export function serveSubrequest(exchange: Exchange, gate: Gate): void {
  if (!isTrusted(exchange)) return refuse(exchange, gate, 'stranger')
  if (isOwnPath(pathOf(exchange.request.url))) return serve(exchange, gate)
  if (exchange.asked === null) return refuse(exchange, gate, 'no-such-page')
  const description = readDescription(exchange.request.rawHeaders)
  if (typeof description === 'string') return refuse(exchange, gate, description)
  exchange.describe(description)
  if (/[\x80-\xff]/.test(description.target)) return refuseRawTarget(exchange, gate)
  answerQuestion(exchange, gate)
}

function isTrusted(exchange: Exchange): boolean {
  const peer = peerOfExchange(exchange)
  return peer !== null && exchange.snapshot.trustedProxies.has(peer)
}

function answerQuestion(exchange: Exchange, gate: Gate): void {
  const identified = identify(exchange, gate)
  if (typeof identified === 'string') return refuse(exchange, gate, identified)
  if (isOwnPath(identified.path)) return refuse(exchange, gate, 'unrouted-own-path')
  // Another gate hands on nothing that a proxy would ask about.
  if (leadsToOwnPath(identified) || exchange.hop !== null) {
    return refuse(exchange, gate, 'no-such-page')
  }
  const { method } = identified
  if (method === 'TRACE' || method === 'CONNECT') return refuseMethod(exchange, gate, METHODS)
  const presented = present(exchange, identified, gate)
  if (!(presented instanceof Promise)) return decideAndTell(exchange, identified, presented, gate)
  presented
    .then((read) => decideAndTell(exchange, identified, read, gate))
    .catch((error: unknown) => gate.fail(exchange, error))
}

function decideAndTell(
  exchange: Exchange,
  identified: Identified,
  presented: Presented,
  gate: Gate,
): void {
  if (exchange.isGone || exchange.site === null) return
  const { asked } = exchange
  // What is refused is judged where its answer is fetched: it is counted once.
  if (asked === 'look' && !wouldPass(exchange, identified, presented, gate)) {
    return send(exchange, 403, [])
  }
  const thought = think(exchange, identified, presented, gate)
  if (thought === null) return refuse(exchange, gate, 'no-such-route')
  const isLetThrough = thought.judged.decision.kind === 'pass'
  if (asked === 'look' && !isLetThrough) return send(exchange, 403, [])
  if (asked === 'answer' && isLetThrough) return tellLate(exchange, gate)
  enforce(exchange, thought.facts, thought.judged, gate)
}

/** nginx has refused a request that would be let through by now, and its client is to be told why. */
function tellLate(exchange: Exchange, gate: Gate): void {
  exchange.decision = 'limit'
  exchange.reason = { what: 'gate', name: 'look late', line: 0 }
  sendLimit(exchange, gate, LATE_MS)
}
