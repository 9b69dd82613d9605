import { Readable } from 'node:stream'
import { type Delivery } from '../delivery.ts'

/** The body of a kept form on its way to the backend, read from the disk as it is sent. */
export function keptBody({ body }: Delivery): Readable {
  const stream = Readable.from(body(), { objectMode: false })
  // Whoever reads it may let go of it before the news of a fault: nobody must be told.
  return stream.on('error', () => undefined)
}
