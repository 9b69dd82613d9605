import { isIP } from 'node:net'
import { type ClientAddress, type ClientNetwork, type NetworkBits } from '../../model/index.ts'

/**
 * Reads an address as a peer or a proxy writes it: IPv4, IPv6 in any spelling, IPv4-mapped IPv6,
 * `[v6]`, with or without a port (RFC 7239 section 6). Null for anything else, a zone id included.
 */
export function parseAddress(text: string): ClientAddress | null {
  const bare = withoutPort(text)
  const version = isIP(bare)
  if (version === 0 || bare.includes('%')) return null
  if (version === 4) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only maker of a ClientAddress
    return text.startsWith('[') ? null : (bare as ClientAddress)
  }
  const groups = groupsOf(bare)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return (mappedIPv4(groups) ?? spell(groups)) as ClientAddress
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) {
    const end = text.indexOf(']')
    return /^(?::\d{1,5})?$/.test(text.slice(end + 1)) ? text.slice(1, end) : ''
  }
  const colon = text.indexOf(':')
  const hasPort = colon > 0 && colon === text.lastIndexOf(':') && text.includes('.')
  return hasPort && /^\d{1,5}$/.test(text.slice(colon + 1)) ? text.slice(0, colon) : text
}

/** The eight 16-bit groups of a valid IPv6 address. */
export function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const before = groupList(head)
  if (tail === undefined) return before
  const after = groupList(tail)
  const gap = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...gap, ...after]
}

function groupList(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}

function mappedIPv4(groups: readonly number[]): string | null {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped) return null
  const [high = 0, low = 0] = groups.slice(6)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** RFC 5952: lower case, no leading zeros, the first longest run of zeros as `::`. */
function spell(groups: readonly number[]): string {
  let start = -1
  let length = 1
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && groups[end] === 0) end++
    if (end - i > length) [start, length] = [i, end - i]
  }
  const hex = groups.map((group) => group.toString(16))
  if (start < 0) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** `203.0.112.0/20`, `2001:db8::/48`: the network of that many bits around an address. */
export function prefixOf(address: ClientAddress, bits: NetworkBits): ClientNetwork {
  return prefixesOf(address)(bits)
}

/** The same for several: the address is read once. */
export function prefixesOf(address: ClientAddress): (bits: NetworkBits) => ClientNetwork {
  const parts = partsOf(address)
  return (bits) => spellPrefix(parts, bits)
}

/** Its eight groups, or in IPv4 its four octets. */
function partsOf(address: ClientAddress): readonly number[] {
  return address.includes(':') ? groupsOf(address) : address.split('.').map(Number)
}

function spellPrefix(parts: readonly number[], { v4, v6 }: NetworkBits): ClientNetwork {
  const text =
    parts.length === 8
      ? `${spell(parts.map((group, i) => group & groupMask(v6 - 16 * i, 16)))}/${v6}`
      : `${parts.map((octet, i) => octet & groupMask(v4 - 8 * i, 8)).join('.')}/${v4}`
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only maker of a ClientNetwork
  return text as ClientNetwork
}

function groupMask(bits: number, width: number): number {
  const full = (1 << width) - 1
  if (bits >= width) return full
  return bits <= 0 ? 0 : full & ~((1 << (width - bits)) - 1)
}

/** What a household or a small office is given. */
export const USUAL_BITS: NetworkBits = { v4: 24, v6: 56 }

/** The network a client counts in: /24 or /56, unless the operator says otherwise. */
export function networkOf(address: ClientAddress, bits: NetworkBits = USUAL_BITS): ClientNetwork {
  if (address.includes(':') || bits.v4 !== USUAL_BITS.v4) return prefixOf(address, bits)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `prefixOf` makes of it, at once
  return `${address.slice(0, address.lastIndexOf('.'))}.0/24` as ClientNetwork
}

/** What counts as one client: the IPv4 address, or the IPv6 /64 a device picks addresses from. */
export function addressKeyOf(address: ClientAddress): string {
  return address.includes(':') ? prefixOf(address, { v4: 32, v6: 64 }) : address
}
