import { type Scheme } from '../../model/index.ts'

/** Ports that an address means where it names none (RFC 9110 sections 4.2.1 and 4.2.2). */
const DEFAULT_PORTS: Readonly<Record<Scheme, string>> = { http: ':80', https: ':443' }

/**
 * A Host field or an authority in the spelling that all its equals share (RFC 9110 section 4.2.3): without
 * an empty port, and without the one that the scheme has anyway.
 */
export function plainHost(field: string, scheme: Scheme): string {
  const port = DEFAULT_PORTS[scheme]
  if (field.endsWith(port)) return field.slice(0, -port.length)
  // An IPv6 address without a port ends in its bracket.
  return field.endsWith(':') ? field.slice(0, -1) : field
}
