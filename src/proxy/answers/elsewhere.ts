import { passCookieName, readCookies } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { cookieHeader } from '../reading/identify.ts'
import { browserKey } from './browser-key.ts'

/**
 * A form that comes again is sent again within this: after the check, and maybe after signing in once more
 * at the other site. What is said then is true of every such form, whoever sent the one before.
 */
const AGAIN_MS = 10 * 60_000

const TALLY = 'from-elsewhere'

/**
 * Whether a form that another site's page sent comes here once more without the pass. Browsers leave the
 * pass out of such forms (SameSite=Lax), so the check alone never lets it through. Counts it.
 */
export function comesAgainFromElsewhere(exchange: Exchange, gate: Gate): boolean {
  if (!isFromElsewhere(exchange) || showsPass(exchange)) return false
  const { tallies } = gate.limits
  return tallies.add(TALLY, browserKey(exchange, gate), AGAIN_MS, gate.clock.steadyMs()) > 1
}

/**
 * Whether it is certain that a page of another site sent this form: to forms of its own host or of hosts
 * beside it a browser would add the pass.
 */
export function isFromElsewhere({ method, header }: Exchange): boolean {
  if (method !== 'POST') return false
  const said = header('sec-fetch-site')
  if (said !== undefined) return said === 'cross-site'
  // Without Fetch Metadata, as on plain HTTP. `null` may be a page of one's own that hides its address.
  const [, elsewhere] = /^https?:\/\/([^/:]+)/.exec(header('origin') ?? '') ?? []
  return elsewhere !== undefined && familyOf(elsewhere) !== familyOf(header('host') ?? '')
}

/** The last two labels: hosts with others of them are never of one site, hosts with the same may be. */
function familyOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').split('.').slice(-2).join('.')
}

function showsPass(exchange: Exchange): boolean {
  const name = passCookieName(exchange.scheme, exchange.site?.passDomain ?? null)
  return readCookies(cookieHeader(exchange), name).length > 0
}
