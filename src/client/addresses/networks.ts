import { type NetworkSet } from '../../model/index.ts'
import { groupsOf, parseAddress, prefixOf } from './address.ts'

/** First and last address of a range, as numbers; IPv4 below 2^32, IPv6 below 2^128. */
export type Range = readonly [first: bigint, last: bigint]

const BITS = { v4: 32, v6: 128 }

/** Whether the text is one address or a network in CIDR notation (RFC 4632, RFC 4291). */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== null
}

/**
 * Compiles networks into a set that answers by binary search; it is asked about addresses as
 * `parseAddress` spells them. Texts that are no network are left out: the configuration has refused
 * them before.
 */
export function compileNetworks(list: readonly string[]): NetworkSet {
  const ranges = { v4: [] as Range[], v6: [] as Range[] }
  for (const text of list) {
    const network = readNetwork(text)
    if (network !== null) ranges[network.version].push(network.range)
  }
  const merged = { v4: merge(ranges.v4), v6: merge(ranges.v6) }
  return {
    isEmpty: merged.v4.length + merged.v6.length === 0,
    has(address) {
      const version = address.includes(':') ? 'v6' : 'v4'
      return merged[version].length > 0 && contains(merged[version], numberOf(address))
    },
  }
}

/** The same network spelled the same way, with its bits; null for what is none. */
export function spellNetwork(text: string): string | null {
  const network = readNetwork(text)
  const address = parseAddress(text.split('/', 1)[0] ?? '')
  if (network === null || address === null) return null
  return prefixOf(address, { v4: network.bits, v6: network.bits })
}

/** A network as the numbers of its addresses. */
export interface NumberedNetwork {
  readonly version: 'v4' | 'v6'
  readonly bits: number
  readonly range: Range
}

/** Reads a network as the file writes it; null for what is none. */
export function readNetwork(text: string): NumberedNetwork | null {
  const [base = '', length, ...rest] = text.split('/')
  const address = parseAddress(base)
  if (address === null || rest.length > 0) return null
  const version = address.includes(':') ? 'v6' : 'v4'
  // No brackets and ports here, and no IPv4 written as IPv6: whose bits would its length count?
  if (base.startsWith('[') || base.includes(':') !== (version === 'v6')) return null
  const bits = length === undefined ? BITS[version] : readLength(length, BITS[version])
  if (bits === null) return null
  const size = 1n << BigInt(BITS[version] - bits)
  const first = (numberOf(address) / size) * size
  return { version, bits, range: [first, first + size - 1n] }
}

function readLength(text: string, max: number): number | null {
  return /^\d{1,3}$/.test(text) && Number(text) <= max ? Number(text) : null
}

/** Of one machine, one link or one organisation: RFC 1122, 1918, 3927, 4193, 4291, 6598. */
const PRIVATE: readonly NumberedNetwork[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => readNetwork(text) ?? [])

/** Whether all addresses of a network, or one address, are of no use on the Internet. */
export function isPrivateNetwork(text: string): boolean {
  const network = readNetwork(text)
  if (network === null) return false
  const [first, last] = network.range
  return PRIVATE.some(
    ({ version, range }) => version === network.version && range[0] <= first && last <= range[1],
  )
}

/** The number of an address that is spelled as `parseAddress` does. */
export function numberOf(address: string): bigint {
  if (!address.includes(':')) {
    return BigInt(address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0))
  }
  return groupsOf(address).reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
}

function merge(ranges: Range[]): readonly Range[] {
  const sorted = ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last === undefined || range[0] > last[1]) merged.push(range)
    else if (range[1] > last[1]) merged[merged.length - 1] = [last[0], range[1]]
  }
  return merged
}

function contains(ranges: readonly Range[], value: bigint): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range === undefined) return false
    if (value < range[0]) high = middle - 1
    else if (value > range[1]) low = middle + 1
    else return true
  }
  return false
}
