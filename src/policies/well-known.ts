import { type Facts, type Rate, type Reason } from '../model/index.ts'
import { type BuiltInLimit } from './preflights.ts'

/** What is told of the limit that no configuration writes. */
const REASON: Reason = { what: 'limit', name: 'well-known', line: 0 }

/**
 * An office of two hundred and forty whose browsers all open in the morning and look for the icon; two a second after
 * that, where many robots share a network. Who certifies a host asks five times, each time from another network.
 */
const OF_NETWORK: Rate = { intervalMs: 500, burst: 240 }

/**
 * What programs look for at a place that others have agreed on, where they can show no pass: robots.txt (RFC 9309), the
 * icon of the browser's tab (HTML standard, "icon"), security.txt (RFC 9116, and where it was before), where to change
 * a password (W3C, "A Well-Known URL for Changing Passwords").
 */
const PATHS: ReadonlySet<string> = new Set([
  '/robots.txt',
  '/favicon.ico',
  '/.well-known/security.txt',
  '/security.txt',
  '/.well-known/change-password',
])

/** By which a host shows whose it is to who certifies it (RFC 8555 section 8.3): a token in base64url, of any length. */
const ACME = /^\/\.well-known\/acme-challenge\/[\w-]{1,256}$/

/**
 * Whether somebody reads one of them. By the path as sent, which has no other reading, and without a query: what an
 * application makes of one may be any of its pages.
 */
export function isWellKnown(facts: Pick<Facts, 'method' | 'path' | 'query'>): boolean {
  const { method, path } = facts
  if (method !== 'GET' && method !== 'HEAD') return false
  // A log may not know the query: it is asked for where it matters.
  return (PATHS.has(path) || ACME.test(path)) && facts.query === ''
}

/** What a network may ask of them without the check. */
export function wellKnownLimit({ network }: Facts): BuiltInLimit {
  return {
    reason: REASON,
    rates: [{ counter: 'well-known\0network', key: network, rate: OF_NETWORK }],
  }
}
