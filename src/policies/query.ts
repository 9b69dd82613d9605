/** Whether one of these keys stands in a query, spelled in whatever way a backend decodes. */
export function hasQueryKey(query: string, keys: ReadonlySet<string>): boolean {
  return !everyParameter(query, (start, end) => !keys.has(keyOf(query, start, end)))
}

/** The value of the first such key, decoded; empty where there is none. */
export function queryValue(query: string, key: string): string {
  let value = ''
  everyParameter(query, (start, end) => {
    if (keyOf(query, start, end) !== key) return true
    value = valueOf(query, start, end)
    return false
  })
  return value
}

/** How many parameters a query has, at most one more than `max`; nothing between two `&` is none. */
export function parametersIn(query: string, max: number): number {
  let parameters = 0
  everyParameter(query, (start, end) => {
    if (end > start) parameters++
    return parameters <= max
  })
  return parameters
}

/**
 * How often each name stands in a query. Applications number what is repeated (`f[0]`, `filter_2`), so
 * one number is like another.
 */
export function countedNames(query: string): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  everyParameter(query, (start, end) => {
    if (end === start) return true
    const name = unnumbered(keyOf(query, start, end))
    counted.set(name, (counted.get(name) ?? 0) + 1)
    return true
  })
  return counted
}

/** Whether a parameter of that name is a number above another: a backend may read any of them. */
export function hasNumberAbove(query: string, name: string, above: number): boolean {
  return !everyParameter(
    query,
    (start, end) =>
      // As applications read numbers: with spaces before, and with anything behind.
      keyOf(query, start, end) !== name || !(Number.parseFloat(valueOf(query, start, end)) > above),
  )
}

/** Asks about each parameter, by where it begins and ends, until it is told false. */
function everyParameter(query: string, asks: (start: number, end: number) => boolean): boolean {
  for (let start = 0; start <= query.length;) {
    const ampersand = query.indexOf('&', start)
    const end = ampersand < 0 ? query.length : ampersand
    if (!asks(start, end)) return false
    start = end + 1
  }
  return true
}

function keyOf(query: string, start: number, end: number): string {
  const parameter = query.slice(start, end)
  const equals = parameter.indexOf('=')
  return decode(equals < 0 ? parameter : parameter.slice(0, equals))
}

function valueOf(query: string, start: number, end: number): string {
  const parameter = query.slice(start, end)
  const equals = parameter.indexOf('=')
  return equals < 0 ? '' : decode(parameter.slice(equals + 1))
}

/** A name with one 0 in place of each number. */
function unnumbered(name: string): string {
  let text = ''
  let isNumber = false
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    const isDigit = code >= 0x30 && code <= 0x39
    if (!isDigit) text += name[i]
    else if (!isNumber) text += '0'
    isNumber = isDigit
  }
  return text
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
