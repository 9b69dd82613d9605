/** Content codings (RFC 9110 section 12.5.3) that are read of a field; browsers send four. */
const ELEMENTS_MAX = 16

/**
 * The first of the codings, best first, that an Accept-Encoding field names and does not refuse; null for
 * none of them. What it takes by `*` alone is not sent: such a client might not know it.
 */
export function codingFor<Coding extends string>(
  field: string | undefined,
  codings: readonly Coding[],
): Coding | null {
  if (field === undefined) return null
  const elements = field.toLowerCase().split(',', ELEMENTS_MAX)
  return codings.find((coding) => elements.some((element) => takes(element, coding))) ?? null
}

function takes(element: string, coding: string): boolean {
  if (!element.includes(coding)) return false
  const [name = '', ...parameters] = element.split(';', ELEMENTS_MAX)
  return name.trim() === coding && !parameters.some(isRefusal)
}

/** A weight of zero: `q=0`, `q=0.000`. */
function isRefusal(parameter: string): boolean {
  return /^\s*q\s*=\s*0(?:\.0*)?\s*$/.test(parameter)
}
