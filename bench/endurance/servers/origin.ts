import { createServer } from 'node:http'
import { listen } from '../../servers/listen.ts'

/** The application behind all servers: one process, as legacy ones are. */
const BODIES: ReadonlyMap<string, Buffer> = new Map([
  ['/page', Buffer.alloc(1024, 'a')],
  ['/work', Buffer.alloc(1024, 'w')],
  ['/large', Buffer.alloc(1024 * 1024, 'b')],
  ['/upload', Buffer.from('received\n')],
])

/** What a page takes that looks something up: long enough to have some in flight at any moment. */
const WORK_MS = 50

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const body = BODIES.get(path)
  const fields = ['Content-Type', 'text/html', 'Content-Length', String(body?.length ?? 0)]
  const answer = (): void => {
    response.writeHead(body === undefined ? 404 : 200, fields)
    response.end(body)
  }
  // An upload is answered when all of it has come, as an application would.
  request.resume().once('end', () => {
    if (path === '/work') setTimeout(answer, WORK_MS)
    else answer()
  })
})
// Only a proxy's own patience is to be measured.
server.requestTimeout = 0
listen(server)
