/** Whether one of these keys stands in a query, spelled in whatever way a backend decodes. */
export function hasQueryKey(query: string, keys: ReadonlySet<string>): boolean {
  for (let start = 0; start <= query.length;) {
    const ampersand = query.indexOf('&', start)
    const end = ampersand < 0 ? query.length : ampersand
    if (keys.has(keyOf(query, start, end))) return true
    start = end + 1
  }
  return false
}

/** The value of the first such key, decoded; empty where there is none. */
export function queryValue(query: string, key: string): string {
  for (let start = 0; start < query.length;) {
    const ampersand = query.indexOf('&', start)
    const end = ampersand < 0 ? query.length : ampersand
    if (keyOf(query, start, end) === key) {
      const equals = query.indexOf('=', start)
      return equals < 0 || equals > end ? '' : decode(query.slice(equals + 1, end))
    }
    start = end + 1
  }
  return ''
}

function keyOf(query: string, start: number, end: number): string {
  const equals = query.indexOf('=', start)
  return decode(query.slice(start, equals < 0 || equals > end ? end : equals))
}

/** As forms are encoded (URL standard, application/x-www-form-urlencoded). */
function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    // What is no UTF-8 is read as it stands: it can be none of the operator's words.
    return spaced
  }
}
