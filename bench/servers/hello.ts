import { createServer } from 'node:http'
import { listen } from './listen.ts'
import { argument } from './program.ts'

/** The least Node can do: one prepared text of a given status, type and size. */
const status = Number(argument(0))
const body = 'h'.repeat(Number(argument(2)))
const fields = ['Content-Type', argument(1), 'Content-Length', String(body.length)]

const server = createServer((_request, response) => {
  response.writeHead(status, fields)
  response.end(body)
})
listen(server)
