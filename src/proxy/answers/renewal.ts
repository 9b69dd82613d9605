import { isDue, passCookie, passEnd } from '../../client/index.ts'
import { type Facts, type Scheme } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** What a page is seen in, and what its scripts fetch: answers that are made for one reader. */
const RENEWING: ReadonlySet<string> = new Set([
  'document',
  'iframe',
  'frame',
  'embed',
  'object',
  'empty',
])

/**
 * A page and all that it asks for beside itself come within this. No longer: where the answer that
 * brought the cookie got lost, the next one brings another.
 */
const AT_ONCE_MS = 10_000

const TALLY = 'renewed'

/**
 * The Set-Cookie values that go with an answer, whichever worker answers. `isShared`: a shared cache may keep the
 * answer, and hand the cookies to others.
 */
export type CookieOffer = (isShared: boolean) => readonly string[]

/**
 * The renewal of a pass, where its time has come: a page, a frame or a fetch with a pass that is due and
 * can still be made to last longer. Null otherwise. It is taken up where the answer turns out to be none
 * that a shared cache may keep, so of requests that come together one answer brings the cookie.
 */
export function renewalOf(
  exchange: Exchange,
  facts: Facts,
  gate: Gate,
): Promise<CookieOffer> | null {
  if (facts.method !== 'GET' || facts.presented.kind !== 'held') return null
  const { pass } = facts.presented
  const settings = exchange.snapshot.pass
  const nowSeconds = Math.floor(facts.nowMs / 1000)
  if (!isDue(pass, settings, nowSeconds) || !mayBringCookie(facts)) return null
  const { provedAtSeconds } = pass
  const expiresAtSeconds = passEnd(settings, { nowSeconds, provedAtSeconds })
  if (expiresAtSeconds <= pass.expiresAtSeconds) return null
  const { tallies } = gate.limits
  // A new pass has another time of issue: however short passes are, it can be renewed itself.
  const key = `${pass.id} ${pass.issuedAtSeconds}`
  if (tallies.read(TALLY, key, gate.clock.steadyMs()) > 0) return null
  return gate.passes
    .renew(pass, { nowSeconds, expiresAtSeconds }, exchange.header('user-agent'))
    .then((token) => (isShared) => {
      if (isShared) return []
      const count = tallies.add(TALLY, key, AT_ONCE_MS, gate.clock.steadyMs())
      if (count > 1) return []
      exchange.tellVisit('returned')
      const { scheme } = facts
      const lastsSeconds = expiresAtSeconds - nowSeconds
      return [cookieOf(exchange, { token, scheme, lastsSeconds })]
    })
}

/** Whether an answer is made for one reader. Without Fetch Metadata a script's fetch looks like a picture, unless it says that it is one. */
export function mayBringCookie({ purpose, header }: Facts): boolean {
  if (purpose === 'navigation') return true
  const destination = header('sec-fetch-dest')
  return destination === undefined
    ? header('x-requested-with') !== undefined
    : RENEWING.has(destination)
}

/** The Set-Cookie value of a pass that lasts so long: a browser keeps it for forms that come after. */
export function cookieOf(
  { snapshot, site }: Exchange,
  pass: { readonly token: string; readonly scheme: Scheme; readonly lastsSeconds: number },
): string {
  const { token, scheme, lastsSeconds } = pass
  const maxAgeSeconds = lastsSeconds + snapshot.pass.graceSeconds
  return passCookie({ token, scheme, domain: site?.passDomain ?? null, maxAgeSeconds })
}
