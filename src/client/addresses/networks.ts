import { type NetworkSet } from '../../model/index.ts'
import { groupsOf, parseAddress, prefixOf } from './address.ts'

/** First and last address of a range, as numbers; IPv4 below 2^32, IPv6 below 2^128. */
export type Range = readonly [first: bigint, last: bigint]

const BITS = { v4: 32, v6: 128 }

const DOT = 46
const ZERO = 48

/** Whether the text is one address or a network in CIDR notation (RFC 4632, RFC 4291). */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== null
}

/**
 * Networks without overlaps, in order, as numbers: first and last address of each, IPv6 in two halves of
 * 64 bits.
 */
export interface NetworkRanges {
  readonly v4: Uint32Array
  readonly v6: BigUint64Array
}

const HALF_BITS = 64n
const HALF_MASK = (1n << HALF_BITS) - 1n

/** Reads networks; texts that are none are left out: the configuration has refused them before. */
export function rangesOf(list: readonly string[]): NetworkRanges {
  const ranges = { v4: [] as Range[], v6: [] as Range[] }
  for (const text of list) {
    const network = readNetwork(text)
    if (network !== null) ranges[network.version].push(network.range)
  }
  const [merged4, merged6] = [merge(ranges.v4), merge(ranges.v6)]
  const v4 = new Uint32Array(merged4.length * 2)
  const v6 = new BigUint64Array(merged6.length * 4)
  for (const [at, range] of merged4.entries()) v4.set(range.map(Number), at * 2)
  for (const [at, [first, last]] of merged6.entries()) {
    v6.set([...halvesOf(first), ...halvesOf(last)], at * 4)
  }
  return { v4, v6 }
}

/** The same in memory that all threads look into, where each would have a copy. */
export function sharedRanges({ v4, v6 }: NetworkRanges): NetworkRanges {
  const shared4 = new Uint32Array(new SharedArrayBuffer(v4.byteLength))
  const shared6 = new BigUint64Array(new SharedArrayBuffer(v6.byteLength))
  shared4.set(v4)
  shared6.set(v6)
  return { v4: shared4, v6: shared6 }
}

/** A set that answers by binary search; it is asked about addresses as `parseAddress` spells them. */
export function networkSet({ v4, v6 }: NetworkRanges): NetworkSet {
  return {
    isEmpty: v4.length + v6.length === 0,
    has(address) {
      if (!address.includes(':')) return v4.length > 0 && isWithin4(v4, numberOf4(address))
      return v6.length > 0 && isWithin6(v6, halvesOf(numberOf(address)))
    },
  }
}

/** The set of networks that stand in a list. */
export function compileNetworks(list: readonly string[]): NetworkSet {
  return networkSet(rangesOf(list))
}

type Halves = readonly [high: bigint, low: bigint]

function halvesOf(number: bigint): Halves {
  return [number >> HALF_BITS, number & HALF_MASK]
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
  if (!address.includes(':')) return BigInt(numberOf4(address))
  return groupsOf(address).reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
}

/** The same of IPv4, without a large integer: this is asked for every request. */
export function numberOf4(address: string): number {
  let number = 0
  let octet = 0
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code === DOT) {
      number = (number << 8) | octet
      octet = 0
    } else {
      octet = octet * 10 + code - ZERO
    }
  }
  return ((number << 8) | octet) >>> 0
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

/** Whether some pair of first and last has the number between them. */
function isWithin4(ranges: Uint32Array, value: number): boolean {
  let low = 0
  let high = ranges.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (value < (ranges[2 * middle] ?? 0)) high = middle - 1
    else if (value > (ranges[2 * middle + 1] ?? 0)) low = middle + 1
    else return true
  }
  return false
}

function isWithin6(ranges: BigUint64Array, value: Halves): boolean {
  let low = 0
  let high = ranges.length / 4 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (isBefore(value, ranges, 4 * middle)) high = middle - 1
    else if (isBehind(value, ranges, 4 * middle + 2)) low = middle + 1
    else return true
  }
  return false
}

function isBefore([high, low]: Halves, ranges: BigUint64Array, at: number): boolean {
  const first = ranges[at] ?? 0n
  return high < first || (high === first && low < (ranges[at + 1] ?? 0n))
}

function isBehind([high, low]: Halves, ranges: BigUint64Array, at: number): boolean {
  const last = ranges[at] ?? 0n
  return high > last || (high === last && low > (ranges[at + 1] ?? 0n))
}
