import { type HeldPass, type MinePage } from '../../../challenge-pages/index.ts'
import { passCookie } from '../../../client/index.ts'
import { type Pass, type Rate, type Snapshot } from '../../../model/index.ts'
import { languageOf, send } from '../../answers/answers.ts'
import { pageHeadersOfOwn } from '../../answers/own-pages.ts'
import { wayToken } from '../../answers/tokens.ts'
import { forgetCounts, heldCounts } from '../../bounds/ledger.ts'
import { type Sender, takeOwn } from '../../bounds/own-rates.ts'
import { type Exchange } from '../../exchange.ts'
import { type Gate } from '../../gate.ts'
import { type Identified, present } from '../../reading/identify.ts'
import { openWritten, receiveOwnForm, refuseForm } from '../doors.ts'
import { senderOf } from '../sender.ts'

/** `GET /.paart/my-pass`: what this gate holds of the pass that is shown, for its holder alone. */
export async function serveMyPass(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const presented = await present(exchange, identified, gate)
  sendMine(
    exchange,
    gate,
    stateOf(presented.kind === 'held' ? presented.pass : null, exchange, gate),
  )
}

/**
 * `POST /.paart/my-pass`: deletes the pass that is shown. Nobody else's can be: whoever has the cookie is its holder.
 * It takes a place in the set of revoked passes, of which holders have a share: so deleting is paced, by network and
 * in all, and each has cost a check.
 */
export async function deleteMyPass(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const form = await receiveOwnForm(exchange, gate)
  if (form === null) return
  if (openWritten(form.get('token'), exchange, gate) === null) {
    return refuseForm(exchange, gate, 400)
  }
  // The page that answers is left by its links: nothing was stopped here that could be sent again.
  exchange.stepsBack = 0
  const presented = await present(exchange, identified, gate)
  if (presented.kind !== 'held') return sendMine(exchange, gate, { kind: 'none' })
  const { pass } = presented
  if (!revoke(pass, exchange, gate)) {
    exchange.reason = { what: 'gate', name: 'pass not deleted', line: 0 }
    return sendMine(exchange, gate, { kind: 'later', ...held(pass, exchange, gate) })
  }
  exchange.reason = { what: 'gate', name: 'pass deleted', line: 0 }
  const { scheme } = identified
  const gone = passCookie({
    token: '',
    scheme,
    domain: exchange.site?.passDomain ?? null,
    maxAgeSeconds: 0,
  })
  sendMine(exchange, gate, { kind: 'deleted' }, ['Set-Cookie', gone])
}

const COUNTER = 'pass deleted'

/** As many as a household has browsers, and one more each hour. */
const OWN_DELETIONS: Rate = { intervalMs: 3_600_000, burst: 6 }

/** Everybody: less than two thousand in the eight days for which one may have to be remembered (`DELETED_MAX`). */
const ALL_DELETIONS: Rate = { intervalMs: 480_000, burst: 360 }

const ALL: Sender = { addressKey: 'all', network: 'all' }

/** Ends a pass on all workers, and forgets what was counted with it. False where that has to wait. */
function revoke(pass: Pass, exchange: Exchange, gate: Gate): boolean {
  const { limits, clock } = gate
  // Another process has this one's place: it would know nothing of it.
  if (limits.seal.isShut) return false
  if (takeOwn(COUNTER, senderOf(exchange, gate), OWN_DELETIONS, gate) > 0) return false
  if (limits.rates.take(COUNTER, ALL.network, ALL_DELETIONS, clock.steadyMs()) > 0) return false
  const forMs = forgottenSeconds(pass, exchange.snapshot) * 1000 - clock.wallMs()
  if (!limits.marks.mark('revoked', pass.name, Math.max(1, forMs), clock.steadyMs())) return false
  forgetCounts(pass, { limits, nowMs: clock.steadyMs(), network: exchange.client?.network ?? null })
  gate.onDeleted(pass.name, Math.max(1, forMs))
  return true
}

/** Until then it could be shown, however often it was renewed. */
function forgottenSeconds(
  { provedAtSeconds }: Pass,
  { pass: { proofMaxAgeSeconds, graceSeconds } }: Snapshot,
): number {
  return provedAtSeconds + proofMaxAgeSeconds + graceSeconds
}

function stateOf(pass: Pass | null, exchange: Exchange, gate: Gate): MinePage['state'] {
  return pass === null ? { kind: 'none' } : { kind: 'held', ...held(pass, exchange, gate) }
}

/** With the token that its form shows: a browser that says nothing of where a form comes from has it from our page. */
function held(
  pass: Pass,
  exchange: Exchange,
  gate: Gate,
): { readonly pass: HeldPass; readonly token: string } {
  return { pass: heldOf(pass, exchange, gate), token: wayToken(exchange, gate) ?? '' }
}

function heldOf(pass: Pass, { snapshot }: Exchange, { limits, clock }: Gate): HeldPass {
  const { requests, networks } = heldCounts(pass, { limits, nowMs: clock.steadyMs() })
  const brandOf = (name: string): string =>
    snapshot.sites.find((site) => site.name === name)?.brandName ?? name
  return {
    clearance: pass.clearance,
    provedAtMs: pass.provedAtSeconds * 1000,
    untilMs: pass.expiresAtSeconds * 1000,
    lastMs: (pass.provedAtSeconds + snapshot.pass.proofMaxAgeSeconds) * 1000,
    forgottenMs: forgottenSeconds(pass, snapshot) * 1000,
    sites: pass.sites.map(brandOf),
    via: pass.via === undefined ? null : brandOf(pass.via),
    requests: { used: requests, max: snapshot.pass.requestsMax[pass.clearance] },
    networks,
    name: pass.name,
  }
}

function sendMine(
  exchange: Exchange,
  gate: Gate,
  state: MinePage['state'],
  headers: readonly string[] = [],
): void {
  const language = languageOf(exchange)
  const page = gate
    .pages(exchange.site)
    .mine({ language, wayToken: wayToken(exchange, gate), state })
  const status = state.kind === 'later' ? 429 : 200
  send(exchange, status, [...pageHeadersOfOwn(page, language), ...headers], page.html)
}
