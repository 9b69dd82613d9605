import { type Facts } from '../model/index.ts'
import { type Judged } from '../policies/index.ts'
import { failWith } from './answers/answers.ts'
import { checkAddress, pageAround } from './answers/check-address.ts'
import { sendDenied } from './answers/denied-page.ts'
import { sendHeldBack } from './answers/held-back.ts'
import { placeOffer } from './answers/place-offer.ts'
import { renewalOf } from './answers/renewal.ts'
import { sendCheck, sendCheckPage } from './doors/check-page.ts'
import { orderFor } from './doors/orders.ts'
import { type Exchange } from './exchange.ts'
import { forward } from './forwarding/forward.ts'
import { giveLeave } from './forwarding/leave.ts'
import { type Gate } from './gate.ts'
import { isKept, keepForm } from './kept/keeping.ts'
import { askIfRepeated } from './kept/asking.ts'
import { forwardUpgrade } from './websocket/upgrade.ts'

/** Does what was decided. Only this stage and *forward* touch the answer. */
export function enforce(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): void {
  if (gate.isClosing()) return failWith(exchange, gate, 'draining')
  switch (judged.decision.kind) {
    case 'pass':
      return letThrough(exchange, facts, gate)
    case 'challenge':
      return challenge(exchange, facts, judged, gate)
    case 'limit':
      return holdBack(exchange, facts, judged, gate)
    case 'deny':
      return sendDenied(exchange, gate)
  }
}

function letThrough(exchange: Exchange, facts: Facts, gate: Gate): void {
  if (exchange.early !== null) return forwardUpgrade(exchange, facts, gate)
  const { kept } = gate
  if (kept !== null && exchange.mayBeRepeated) {
    askIfRepeated(exchange, facts, { gate, kept }).catch((error: unknown) =>
      gate.fail(exchange, error),
    )
    return
  }
  const place = placeOffer(exchange, facts, gate)
  const renewal = renewalOf(exchange, facts, gate)
  const goOn = exchange.asked === null ? forward : giveLeave
  if (renewal === null) return goOn(exchange, facts, gate, place)
  renewal
    .then((pass) => {
      const both = (isShared: boolean) => [...pass(isShared), ...(place?.(isShared) ?? [])]
      goOn(exchange, facts, gate, both)
    })
    .catch((error: unknown) => gate.fail(exchange, error))
}

/** A form of somebody whose turn has not come is kept; what is over a limit is not. */
function holdBack(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): void {
  const { kept } = gate
  if (
    kept === null ||
    exchange.asked !== null ||
    exchange.atRoom === null ||
    !isKept(exchange, judged)
  ) {
    return sendHeldBack(exchange, gate, judged)
  }
  keepForm(exchange, facts, { gate, kept }, ({ setCookies }) =>
    sendHeldBack(exchange, gate, judged, setCookies),
  ).catch((error: unknown) => gate.fail(exchange, error))
}

function challenge(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): void {
  const { kept } = gate
  if (kept !== null && exchange.asked === null && isKept(exchange, judged)) {
    keepForm(exchange, facts, { gate, kept }, (shown) =>
      sendCheckPage(exchange, gate, {
        client: facts,
        clearance: orderFor(exchange, gate, judged),
        ...shown,
      }),
    ).catch((error: unknown) => gate.fail(exchange, error))
    return
  }
  const clearance = orderFor(exchange, gate, judged)
  const check = (): string => checkAddress(pageAround(exchange), clearance, exchange.order)
  sendCheck(exchange, gate, { client: facts, clearance, check })
}
