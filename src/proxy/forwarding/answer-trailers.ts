import { type ServerResponse } from 'node:http'
import { type Dispatcher } from 'undici'
import { allowedTrailers } from '../reading/trailers.ts'
import { fieldTexts } from './response-headers.ts'

/** Puts those trailers of a backend's answer behind its body that are allowed to stand there. */
export function addTrailers(
  response: ServerResponse,
  raw: Dispatcher.DispatchController['rawTrailers'],
  allowed: readonly string[],
): void {
  try {
    response.addTrailers(allowedTrailers(fieldTexts(raw), allowed))
  } catch {
    // What cannot be written is not passed on.
  }
}
