import { type IncomingMessage } from 'node:http'
import { Refusal } from './visit.ts'

/** Room for two large files of a contribution, and the same for every other body. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024

/** A form without files: some names and a password. */
const FORM_BYTES_MAX = 64 * 1024

/**
 * Hands a body over piece by piece. Throws a 413 beyond `bytesMax`; Node reads the rest and drops
 * it, so that a browser gets to see the answer. Fails where the client leaves.
 */
export function readChunks(
  request: IncomingMessage,
  bytesMax: number,
  onChunk: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const stop = (error: unknown): void => {
      request.off('data', take)
      request.resume()
      reject(error instanceof Error ? error : new Error('reading a body failed', { cause: error }))
    }
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      try {
        if (bytes > bytesMax) throw new Refusal(413, `At most ${bytesMax} bytes can be sent here.`)
        onChunk(chunk)
      } catch (error) {
        stop(error)
      }
    }
    request.on('data', take)
    request.once('end', resolve)
    request.once('error', stop)
  })
}

/** Reads a form that was sent as `application/x-www-form-urlencoded`. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) {
    throw new Refusal(415, 'This form has to be sent as application/x-www-form-urlencoded.')
  }
  const chunks: Buffer[] = []
  await readChunks(request, FORM_BYTES_MAX, (chunk) => chunks.push(chunk))
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
