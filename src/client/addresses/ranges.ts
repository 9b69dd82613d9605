import { isNetwork } from './networks.ts'

/** The largest networks somebody's crawlers may come from: more is a mistake in the list, or an attack. */
const BITS_MIN = { v4: 8, v6: 16 }

/** Published lists hold some hundreds. */
const RANGES_MAX = 20_000

export type Ranges =
  | { readonly ok: true; readonly networks: readonly string[] }
  /** Completes the sentence "the list …". */
  | { readonly ok: false; readonly why: string }

/**
 * Reads where somebody's crawlers come from: the vendors' JSON (`{"prefixes": [{"ipv4Prefix": "…"}]}`)
 * or one network a line. One bad entry spoils the list: half a list is worse than yesterday's.
 */
export function readRanges(text: string): Ranges {
  const networks = text.trimStart().startsWith('{') ? prefixesIn(text) : linesIn(text)
  if (networks === null) return { ok: false, why: 'is no JSON with a list of prefixes' }
  if (networks.length === 0) return { ok: false, why: 'holds no network' }
  if (networks.length > RANGES_MAX)
    return { ok: false, why: `holds more than ${RANGES_MAX} networks` }
  const bad = networks.find((network) => !isNetwork(network))
  if (bad !== undefined) return { ok: false, why: `holds ${JSON.stringify(bad.slice(0, 60))}` }
  const wide = networks.find(isTooWide)
  if (wide !== undefined) return { ok: false, why: `holds ${wide}, which is far too large` }
  return { ok: true, networks }
}

function linesIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.split(/[#;]/, 1)[0]?.trim() ?? '')
  return lines.filter((line) => line !== '')
}

function prefixesIn(text: string): readonly string[] | null {
  try {
    const parsed: unknown = JSON.parse(text)
    const isMap = typeof parsed === 'object' && parsed !== null && 'prefixes' in parsed
    const prefixes = isMap ? parsed.prefixes : null
    return Array.isArray(prefixes) ? prefixes.map((prefix: unknown) => prefixIn(prefix)) : null
  } catch {
    return null
  }
}

/** An entry that is none stays as text: it is named then. */
function prefixIn(prefix: unknown): string {
  const isMap = typeof prefix === 'object' && prefix !== null
  const values = isMap ? Object.entries(prefix) : []
  const found = values.find(([key]) => key === 'ipv4Prefix' || key === 'ipv6Prefix')
  return typeof found?.[1] === 'string' ? found[1] : JSON.stringify(prefix)
}

function isTooWide(network: string): boolean {
  const [address = '', bits] = network.split('/')
  const least = address.includes(':') ? BITS_MIN.v6 : BITS_MIN.v4
  return bits !== undefined && Number(bits) < least
}
