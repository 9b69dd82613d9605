import { type TrustedProxies, type TrustedProxy } from '../../model/index.ts'
import { foldName } from './identity-fields.ts'
import { type Range, isPrivateNetwork, numberOf, readNetwork } from './networks.ts'

/** A trusted proxy as the file describes it. */
export interface DescribedProxy extends TrustedProxy {
  /** In CIDR notation; a text that is no network is left out. */
  readonly network: string
}

/** A network and what its proxies are trusted with. */
interface Entry {
  readonly range: Range
  readonly network: string
  readonly proxy: TrustedProxy
  /** The smallest network around this one. */
  readonly around: Entry | null
}

/** Nobody is given more at once (IANA); a proxy's network is far smaller. */
const BITS_MIN = { v4: 8, v6: 16 }

/** Whether clients of all kinds come from a network: whoever trusts it trusts everybody. */
export function holdsEverybody(text: string): boolean {
  const network = readNetwork(text)
  return network !== null && network.bits < BITS_MIN[network.version] && !isPrivateNetwork(text)
}

/** Compiles trusted proxies; they are asked for addresses as `parseAddress` spells them. */
export function compileProxies(described: readonly DescribedProxy[]): TrustedProxies {
  const entries = { v4: nested(described, 'v4'), v6: nested(described, 'v6') }
  const isEmpty = entries.v4.length + entries.v6.length === 0
  const entryOf = (address: string): Entry | null => {
    const version = address.includes(':') ? entries.v6 : entries.v4
    return version.length === 0 ? null : smallestAround(version, numberOf(address))
  }
  const proxyOf = (address: string): TrustedProxy | null => entryOf(address)?.proxy ?? null
  return {
    isEmpty,
    proxyOf,
    networkOf: (address) => entryOf(address)?.network ?? null,
    meets: (text) => meeting(entries, text)?.network ?? null,
    tooLarge: described.map(({ network }) => network).filter(holdsEverybody),
    has: (address) => proxyOf(address) !== null,
    fields: new Set(described.flatMap(({ fields }) => [...fields].map(foldName))),
  }
}

/** Some entry that a network has an address in common with. */
function meeting(
  entries: Readonly<Record<'v4' | 'v6', readonly Entry[]>>,
  text: string,
): Entry | undefined {
  const network = readNetwork(text)
  if (network === null) return undefined
  const [first, last] = network.range
  return entries[network.version].find(({ range }) => range[0] <= last && first <= range[1])
}

/** By their first address, each behind the one around it: networks overlap only whole. */
function nested(described: readonly DescribedProxy[], version: 'v4' | 'v6'): readonly Entry[] {
  const networks = described.flatMap(({ network, ...proxy }) => {
    const read = readNetwork(network)
    return read?.version === version ? [{ network, range: read.range, proxy }] : []
  })
  const entries: Entry[] = []
  for (const entry of networks.toSorted((a, b) => order(a.range, b.range))) {
    entries.push({ ...entry, around: enclosing(entries.at(-1) ?? null, entry.range[0]) })
  }
  return entries
}

/** The larger first where two begin alike. */
function order(a: Range, b: Range): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return Number(b[1] - a[1])
}

function smallestAround(entries: readonly Entry[], value: bigint): Entry | null {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry !== undefined && entry.range[0] <= value) low = middle + 1
    else high = middle
  }
  return enclosing(entries[low - 1] ?? null, value)
}

function enclosing(from: Entry | null, value: bigint): Entry | null {
  let entry = from
  while (entry !== null && entry.range[1] < value) entry = entry.around
  return entry
}
