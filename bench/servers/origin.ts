import { createServer } from 'node:http'
import { listen } from './listen.ts'

/** The application behind all proxies: cheap, with the headers of a usual one. */
const BODIES: ReadonlyMap<string, Buffer> = new Map([
  ['/page', Buffer.alloc(1024, 'a')],
  ['/large', Buffer.alloc(100 * 1024, 'b')],
  ['/upload', Buffer.from('received\n')],
])

const HEADERS = [
  ['Server', 'Apache'],
  ['Content-Type', 'text/html; charset=utf-8'],
  ['Cache-Control', 'private, no-cache'],
  ['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Strict-Transport-Security', 'max-age=31536000'],
  ['Vary', 'Accept-Encoding'],
].flat()

const server = createServer((request, response) => {
  const body = BODIES.get(request.url ?? '')
  const fields = [...HEADERS, 'Content-Length', String(body?.length ?? 0)]
  // An upload is answered when all of it has come, as an application would.
  request.resume().once('end', () => {
    response.writeHead(body === undefined ? 404 : 200, fields)
    response.end(body)
  })
})
listen(server)
