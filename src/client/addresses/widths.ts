import { type ClientAddress, type ClientNetwork } from '../../model/index.ts'
import { USUAL_BITS, prefixesOf } from './address.ts'

/** What somebody usually has around one network: a /20 around a /24, a /48 around a /56. */
const WIDER_BY = { v4: 4, v6: 8 }

/** What an IPv6 provider has at least (RIPE-738 section 5.1.2); in IPv4 nothing of the kind is known. */
const PROVIDER_BITS = 32

/** The networks around an address, each within the next. */
export interface Widths {
  readonly network: ClientNetwork
  readonly wider: ClientNetwork
  /** Null in IPv4, and where the wider one is as large. */
  readonly provider: ClientNetwork | null
}

/** What lies around the network, from the inside out. */
export function aroundOf({ wider, provider }: Widths): readonly ClientNetwork[] {
  return provider === null ? [wider] : [wider, provider]
}

/** The network that an address counts in, with those around it: of a household, unless told. */
export function widthsOf(address: ClientAddress, bits = USUAL_BITS): Widths {
  const wide = { v4: bits.v4 - WIDER_BY.v4, v6: bits.v6 - WIDER_BY.v6 }
  const hasProvider = address.includes(':') && wide.v6 > PROVIDER_BITS
  const prefix = prefixesOf(address)
  return {
    network: prefix(bits),
    wider: prefix(wide),
    provider: hasProvider ? prefix({ v4: 0, v6: PROVIDER_BITS }) : null,
  }
}
