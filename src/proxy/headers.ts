/** Header fields as Node gives and takes them: name, value, name, value, in their order. */
export type RawHeaders = readonly string[]

/** Makes a reader of header fields: the first value of a lower-case name. */
export function headerReader(raw: RawHeaders): (name: string) => string | undefined {
  return (name) => {
    for (let i = 0; i < raw.length; i += 2) {
      const candidate = raw[i]
      if (candidate?.length === name.length && candidate.toLowerCase() === name) return raw[i + 1]
    }
    return undefined
  }
}

/** All values of a lower-case name in their order. */
export function headerValues(raw: RawHeaders, name: string): readonly string[] {
  const values: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const candidate = raw[i]
    if (candidate?.length === name.length && candidate.toLowerCase() === name) {
      values.push(raw[i + 1] ?? '')
    }
  }
  return values
}

/** Fields that belong to one connection and are never forwarded (RFC 9110 section 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function isHopByHop(lowerName: string): boolean {
  return HOP_BY_HOP.has(lowerName)
}

/** Tokens of Connection fields that are read; more is an attack on the header list. */
const CONNECTION_TOKENS_MAX = 32

/** What must not be forwarded: the hop-by-hop fields and those the Connection field names. */
export function hopByHop(raw: RawHeaders): (lowerName: string) => boolean {
  const named = headerValues(raw, 'connection')
  // `keep-alive` names what is dropped anyway, and nearly every connection says just that.
  if (named.length === 0 || (named.length === 1 && named[0] === 'keep-alive')) return isHopByHop
  const tokens = new Set(
    named
      .flatMap((value) => value.split(','))
      .slice(0, CONNECTION_TOKENS_MAX)
      .map((token) => token.trim().toLowerCase()),
  )
  return (name) => isHopByHop(name) || tokens.has(name)
}
