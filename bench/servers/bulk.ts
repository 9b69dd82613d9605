import { createServer } from 'node:http'
import { bulkOf, sumOf } from '../bulk-stream.ts'
import { listen } from './listen.ts'

/** Sends as many MiB as the path says, with their length or in chunks; of what it is sent it gives the sum. */
const server = createServer((request, response) => {
  const [, framing, mebibytes = '0'] = (request.url ?? '').split('/')
  if (request.method === 'PUT') {
    void sumOf(request).then(({ bytes, crc }) => response.end(`${bytes} ${crc}`))
    return
  }
  const { bytes, stream } = bulkOf(Number(mebibytes))
  if (framing === 'length') response.setHeader('Content-Length', bytes)
  stream.pipe(response)
})
listen(server)
