import { passCookie } from '../../client/index.ts'
import { type Facts } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/**
 * The Set-Cookie value that renews a pass, where its time has come: a page load with a pass older
 * than `renewAfter` that can still be made to last longer. Null otherwise.
 */
export function renewedCookie(
  exchange: Exchange,
  facts: Facts,
  gate: Gate,
): Promise<string> | null {
  if (facts.purpose !== 'navigation' || facts.method !== 'GET') return null
  if (facts.presented.kind !== 'held' || exchange.site === null) return null
  const { pass } = facts.presented
  const { renewAfterSeconds } = exchange.snapshot.pass
  const nowSeconds = Math.floor(facts.nowMs / 1000)
  if (nowSeconds - pass.issuedAtSeconds < renewAfterSeconds) return null
  const expiresAtSeconds = passEnd(exchange, { nowSeconds, provedAtSeconds: pass.provedAtSeconds })
  if (expiresAtSeconds <= pass.expiresAtSeconds) return null
  const { passDomain: domain } = exchange.site
  const maxAgeSeconds = expiresAtSeconds - nowSeconds
  return gate.passes
    .renew(pass, { nowSeconds, expiresAtSeconds }, exchange.header('user-agent'))
    .then((token) => passCookie({ token, scheme: facts.scheme, domain, maxAgeSeconds }))
}

/** When a pass issued now ends: after its lifetime, but never later than `proofMaxAge` allows. */
export function passEnd(
  { snapshot }: Exchange,
  times: { readonly nowSeconds: number; readonly provedAtSeconds: number },
): number {
  const { lifetimeSeconds, proofMaxAgeSeconds } = snapshot.pass
  return Math.min(times.nowSeconds + lifetimeSeconds, times.provedAtSeconds + proofMaxAgeSeconds)
}
