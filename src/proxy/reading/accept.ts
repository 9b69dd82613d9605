/** Media ranges that HTML falls under (RFC 9110 section 12.5.1), the most specific first. */
const RANGES = ['text/html', 'text/*', '*/*'] as const

/** How many of them name HTML. */
const NAMED = 1

/** Media ranges that are read of a field, and parameters of each; browsers send some ten. */
const ELEMENTS_MAX = 64

/** Whether an Accept field names HTML by its own name, and not to refuse it (`q=0`). */
export function namesHtml(accept: string): boolean {
  // What nearly every browser sends begins so.
  if (accept.startsWith('text/html,')) return true
  const lower = accept.toLowerCase()
  // What nearly every program sends does not hold it anywhere.
  return lower.includes('text/html') && takes(lower, NAMED) === true
}

/**
 * Whether an Accept field takes HTML in any way: the most specific range that HTML falls under decides,
 * and a field that names nothing takes everything.
 */
export function takesHtml(accept: string): boolean {
  return accept.trim() === '' || takes(accept.toLowerCase(), RANGES.length) === true
}

/** What the most specific of the first ranges says, of a field in lower case; null without any of them. */
function takes(accept: string, ranges: number): boolean | null {
  let best = ranges
  let isTaken: boolean | null = null
  for (const element of accept.split(',', ELEMENTS_MAX)) {
    const [range = '', ...parameters] = element.split(';', ELEMENTS_MAX)
    const place = RANGES.findIndex((known) => known === range.trim())
    if (place === -1 || place > best || place >= ranges) continue
    const isWanted = !parameters.some(isRefusal)
    // Of two that are equally specific, the one that says yes.
    isTaken = place === best ? isTaken === true || isWanted : isWanted
    best = place
  }
  return isTaken
}

/** A weight of zero: `q=0`, `q=0.`, `q=0.000` (RFC 9110 section 12.4.2). */
function isRefusal(parameter: string): boolean {
  const [name = '', weight = ''] = parameter.split('=')
  return name.trim() === 'q' && weight.trim() !== '' && Number(weight) === 0
}
