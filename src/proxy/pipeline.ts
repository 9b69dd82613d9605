import { ObservedFacts } from '../client/index.ts'
import { type Presented } from '../model/index.ts'
import { judge } from '../policies/index.ts'
import { refuse, refuseMethod, serveAsterisk } from './answers/answers.ts'
import { enforce } from './enforce.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'
import { type Identified, identify, present } from './reading/identify.ts'
import { isOwnPath, leadsToOwnPath } from './reading/own-prefix.ts'
import { serveOwnPath } from './doors/own-paths.ts'
import { METHODS } from './reading/refusal.ts'

/**
 * The road of one request:
 *
 *     accept -> identify -> match route -> evaluate -> decide -> enforce -> forward -> record
 *
 * One direction; no stage calls an earlier one, and every request ends in *record* (`open-gate.ts`
 * sees to it when the answer is closed). Nothing here waits, unless a pass is seen for the first time.
 */
export function serve(exchange: Exchange, gate: Gate): void {
  if (exchange.request.url === '*') return serveAsterisk(exchange, gate)
  const identified = identify(exchange, gate)
  if (typeof identified === 'string') return refuse(exchange, gate, identified)
  if (isOwnPath(identified.path)) return serveOwnPath(exchange, identified, gate)
  if (leadsToOwnPath(identified.readings)) return refuse(exchange, gate, 'no-such-page')
  if (identified.method === 'TRACE') return refuseMethod(exchange, gate, METHODS)

  const presented = present(exchange, identified, gate)
  if (!(presented instanceof Promise))
    return decideAndEnforce(exchange, identified, presented, gate)
  presented
    .then((read) => decideAndEnforce(exchange, identified, read, gate))
    .catch((error: unknown) => gate.fail(exchange, error))
}

function decideAndEnforce(
  exchange: Exchange,
  identified: Identified,
  presented: Presented,
  gate: Gate,
): void {
  if (exchange.isGone || exchange.site === null) return
  const facts = new ObservedFacts(identified, presented, gate.lookout(exchange.snapshot))
  exchange.facts = facts
  const judged = judge(facts, exchange.site, gate.ledger)
  if (judged === null) return refuse(exchange, gate, 'no-such-route')
  exchange.judged = judged
  exchange.decision = judged.decision.kind
  exchange.reason = judged.decision.reason
  const { signals } = judged.route.policy
  if (exchange.decision === 'pass' && signals?.behaviour === true) {
    gate.conduct.letThrough(facts, signals)
  }
  enforce(exchange, facts, judged, gate)
}
