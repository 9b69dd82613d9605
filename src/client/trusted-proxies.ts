import { type TrustedProxies, type TrustedProxy } from '../model/index.ts'
import { foldName } from './identity-fields.ts'
import { type Range, numberOf, readNetwork } from './networks.ts'

/** A trusted proxy as the file describes it. */
export interface DescribedProxy extends TrustedProxy {
  /** In CIDR notation; a text that is no network is left out. */
  readonly network: string
}

/** A network and what its proxies are trusted with. */
interface Entry {
  readonly range: Range
  readonly proxy: TrustedProxy
  /** The smallest network around this one. */
  readonly around: Entry | null
}

/** Compiles trusted proxies; they are asked for addresses as `parseAddress` spells them. */
export function compileProxies(described: readonly DescribedProxy[]): TrustedProxies {
  const entries = { v4: nested(described, 'v4'), v6: nested(described, 'v6') }
  const isEmpty = entries.v4.length + entries.v6.length === 0
  const proxyOf = (address: string): TrustedProxy | null => {
    const version = address.includes(':') ? entries.v6 : entries.v4
    return version.length === 0 ? null : smallestAround(version, numberOf(address))
  }
  return {
    isEmpty,
    proxyOf,
    has: (address) => proxyOf(address) !== null,
    fields: new Set(described.flatMap(({ fields }) => [...fields].map(foldName))),
  }
}

/** By their first address, each behind the one around it: networks overlap only whole. */
function nested(described: readonly DescribedProxy[], version: 'v4' | 'v6'): readonly Entry[] {
  const networks = described.flatMap(({ network, ...proxy }) => {
    const read = readNetwork(network)
    return read?.version === version ? [{ range: read.range, proxy }] : []
  })
  const entries: Entry[] = []
  for (const { range, proxy } of networks.toSorted((a, b) => order(a.range, b.range))) {
    entries.push({ range, proxy, around: enclosing(entries.at(-1) ?? null, range[0]) })
  }
  return entries
}

/** The larger first where two begin alike. */
function order(a: Range, b: Range): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return Number(b[1] - a[1])
}

function smallestAround(entries: readonly Entry[], value: bigint): TrustedProxy | null {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry !== undefined && entry.range[0] <= value) low = middle + 1
    else high = middle
  }
  return enclosing(entries[low - 1] ?? null, value)?.proxy ?? null
}

function enclosing(from: Entry | null, value: bigint): Entry | null {
  let entry = from
  while (entry !== null && entry.range[1] < value) entry = entry.around
  return entry
}
