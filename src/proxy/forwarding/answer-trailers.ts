import { type ServerResponse } from 'node:http'
import { allowedTrailers } from '../reading/trailers.ts'
import { type RawHeaders } from '../headers.ts'

/** Puts those trailers of a backend's answer behind its body that are allowed to stand there. */
export function addTrailers(
  response: ServerResponse,
  raw: RawHeaders,
  allowed: readonly string[],
): void {
  try {
    response.addTrailers(allowedTrailers(raw, allowed))
  } catch {
    // What cannot be written is not passed on.
  }
}
