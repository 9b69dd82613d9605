import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { browserKey } from './browser-key.ts'
import { isFromElsewhere } from './elsewhere.ts'
import { isRead } from './tokens.ts'

/** A browser follows the way back at once; a form that is sent again takes its time. */
const LED_BACK_MS = 120_000

const TALLY = 'led-back'

/** Remembers for a while that a door has led this client back, with a pass. */
export function rememberLedBack(exchange: Exchange, gate: Gate): void {
  const { tallies } = gate.limits
  tallies.add(TALLY, browserKey(exchange, gate), LED_BACK_MS, gate.clock.steadyMs())
}

/**
 * Whether a browser keeps no cookies, as far as can be told without its help: it came from a page of
 * the gate or its form, was led back here just now, and shows no cookie at all. A page's script finds
 * out by itself, and better.
 */
export function losesCookies(exchange: Exchange, gate: Gate): boolean {
  if (exchange.header('cookie') !== undefined) return false
  // Of a form that comes from another site no browser sends the cookie, however well it keeps it.
  if (isFromElsewhere(exchange)) return false
  if (isRead(exchange.method) && !comesFromHere(exchange)) return false
  const { tallies } = gate.limits
  return tallies.read(TALLY, browserKey(exchange, gate), gate.clock.steadyMs()) > 0
}

/**
 * Where many share an address and a kind of browser, another may have been led to the same page. Text
 * browsers say neither where they come from nor that nobody sent them; some leave out the query.
 */
function comesFromHere(exchange: Exchange): boolean {
  const referer = exchange.header('referer')
  if (referer === undefined) return exchange.header('sec-fetch-site') === undefined
  const own = `${exchange.scheme}://${exchange.header('host') ?? ''}`
  const [page] = referer.split('?', 1)
  return page === own + exchange.path || referer.startsWith(`${own}/.paart/`)
}
