import { aroundOf, widthsOf } from '../../client/index.ts'
import { type ClientAddress, type NetworkSet } from '../../model/index.ts'

/**
 * The networks somebody counts in where networks have a rate or share something out: spelled once for a
 * request, since each of them costs a microsecond.
 */
export interface Surroundings {
  readonly isIPv6: boolean
  /** The IPv4 address, or the /64 of an IPv6 one. */
  readonly address: string
  /** The /24 or /56 of a household; in a crowd the address. */
  readonly network: string
  /** What lies around that, from the inside out: the /20, or the /48 and the /32. In a crowd nothing. */
  readonly around: readonly string[]
}

/** In a crowd each address counts as a network, and nothing around it binds it. */
export function surroundingsOf(
  { address, addressKey }: { readonly address: ClientAddress; readonly addressKey: string },
  crowds: NetworkSet,
): Surroundings {
  const isIPv6 = address.includes(':')
  if (crowds.has(address)) return { isIPv6, address: addressKey, network: addressKey, around: [] }
  const widths = widthsOf(address)
  return { isIPv6, address: addressKey, network: widths.network, around: aroundOf(widths) }
}
