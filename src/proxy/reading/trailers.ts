import { type RawHeaders, headerValues } from '../headers.ts'

/**
 * Fields behind a body that comes in chunks (RFC 9110 section 6.5). Only those whose lower-case names
 * a backend's configuration allows are passed on, behind the body again: nobody between here and
 * there takes them for fields of the head.
 */
export function allowedTrailers(raw: RawHeaders, allowed: readonly string[]): [string, string][] {
  const fields: [string, string][] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (allowed.includes(name.toLowerCase())) fields.push([name, raw[i + 1] ?? ''])
  }
  return fields
}

/** Whether the client says that it reads trailers (RFC 9110 section 10.1.4). */
export function acceptsTrailers(raw: RawHeaders): boolean {
  const tokens = headerValues(raw, 'te').flatMap((value) => value.split(','))
  return tokens.some((token) => token.trim().toLowerCase() === 'trailers')
}
