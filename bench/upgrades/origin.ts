import { createServer } from 'node:http'
import { listen } from '../servers/listen.ts'

/** The application behind all servers: a page, and a file that takes three seconds to come. */
const PAGE = Buffer.alloc(1024, 'a')
const PIECE = Buffer.alloc(64 * 1024, 'd')
const PIECES = 10
const PIECE_MS = 300

listen(
  createServer((request, response) => {
    if (request.url !== '/download') return void response.end(PAGE)
    response.writeHead(200, { 'Content-Length': PIECES * PIECE.length })
    let sent = 0
    const timer = setInterval(() => {
      response.write(PIECE)
      if (++sent < PIECES) return
      clearInterval(timer)
      response.end()
    }, PIECE_MS)
    response.once('close', () => clearInterval(timer))
  }),
)
