import { type Presented } from '../model/index.ts'
import { refuse, refuseMethod, serveAsterisk } from './answers/answers.ts'
import { enforce } from './enforce.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'
import { think } from './judging.ts'
import { concernsKept, lookAtKept } from './kept/look.ts'
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
 * sees to it when the answer is closed). Nothing here waits, unless a pass is seen for the first time, or
 * a form is taken up that was kept.
 */
export function serve(exchange: Exchange, gate: Gate): void {
  if (exchange.request.url === '*') return serveAsterisk(exchange, gate)
  const identified = identify(exchange, gate)
  if (typeof identified === 'string') return refuse(exchange, gate, identified)
  if (isOwnPath(identified.path)) return serveOwnPath(exchange, identified, gate)
  if (leadsToOwnPath(identified)) return refuse(exchange, gate, 'no-such-page')
  if (identified.method === 'TRACE') return refuseMethod(exchange, gate, METHODS)

  if (gate.kept === null || !concernsKept(exchange, identified)) {
    return goOn(exchange, identified, gate)
  }
  lookAtKept(exchange, identified, { gate, kept: gate.kept })
    .then((isAnswered) => {
      if (!isAnswered) goOn(exchange, identified, gate)
    })
    .catch((error: unknown) => gate.fail(exchange, error))
}

/** A request whose target Node's parser does not read is told so at its site, and goes no further. */
export function refuseRawTarget(exchange: Exchange, gate: Gate): void {
  const identified = identify(exchange, gate)
  refuse(exchange, gate, typeof identified === 'string' ? identified : 'raw-target')
}

function goOn(exchange: Exchange, identified: Identified, gate: Gate): void {
  // Another gate hands nothing on but what is about forms.
  if (exchange.hop !== null) return refuse(exchange, gate, 'no-such-page')
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
  const thought = think(exchange, identified, presented, gate)
  if (thought === null) return refuse(exchange, gate, 'no-such-route')
  enforce(exchange, thought.facts, thought.judged, gate)
}
