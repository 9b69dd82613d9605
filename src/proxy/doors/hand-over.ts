import { sealHanded } from '../../client/index.ts'
import { type GateReason, type Pass, TAKE_OVER_PATH } from '../../model/index.ts'
import { sendElsewhere } from '../answers/way-back.ts'
import { standingOf } from '../bounds/ledger.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'
import { type ReadAsking, isNavigation, readAsking, refuseSharing, tell } from './asking.ts'
import { isHostOf, urlAt } from './site-address.ts'

/**
 * `GET /.paart/hand-over?ask=`: another site asks whether this browser has a pass here. It is led back whatever the
 * answer is, to a path of the gate's own at a host that the configuration names as that site's; with a pass, if it
 * has a good one that was earned here. Nothing is changed by it, and nothing set.
 */
export async function serveHandOver(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  if (!isNavigation(exchange, identified)) return refuseSharing(exchange, gate, 'hand-over foreign')
  const read = readAsking(new URLSearchParams(identified.query).get('ask'), exchange, gate)
  if (read === null || !mayAsk(read, exchange)) {
    return refuseSharing(exchange, gate, 'hand-over unusable')
  }
  const found = await passFor(read, exchange, identified, gate)
  const back = `${urlAt(read.asking, TAKE_OVER_PATH)}?ask=${read.text}`
  if (typeof found === 'string') {
    tell(exchange, found)
    return sendElsewhere(exchange, back)
  }
  tell(exchange, 'hand-over given')
  exchange.tellDoor('shared', 'handed')
  sendElsewhere(exchange, `${back}&pass=${handed(found, read, gate)}`)
}

/** Whether the site that asks is one that takes passes of this one, at a host and by a scheme that are its own. */
function mayAsk({ asking }: ReadAsking, { site, snapshot, scheme }: Exchange): boolean {
  const asker = snapshot.sites.find(({ name }) => name === asking.site)
  return (
    site !== null &&
    asker !== undefined &&
    asking.asked === site.name &&
    asker.passShares.includes(site.name) &&
    asking.scheme === scheme &&
    isHostOf(asker, asking.host, snapshot)
  )
}

/** A pass to hand over, or why there is none. One that was handed over itself is not handed on. */
async function passFor(
  { isFresh, isSameKind }: ReadAsking,
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<Pass | GateReason> {
  if (!isFresh) return 'hand-over stale'
  if (!isSameKind) return 'hand-over other-browser'
  const presented = await present(exchange, identified, gate)
  if (presented.kind !== 'held' || presented.pass.via !== undefined) return 'hand-over none'
  const { limits, clock } = gate
  const settings = exchange.snapshot.pass
  const standing = standingOf(presented.pass, { limits, nowMs: clock.steadyMs(), settings })
  return standing === 'good' ? presented.pass : 'hand-over none'
}

function handed(pass: Pass, { text }: ReadAsking, gate: Gate): string {
  const { id, clearance, provedAtSeconds, expiresAtSeconds } = pass
  const handedAtSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const content = { handedAtSeconds, id, clearance, provedAtSeconds, expiresAtSeconds }
  return sealHanded(content, text, gate.keys().signing)
}
