import { Agent, ServerResponse, createServer } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import { listen } from './listen.ts'
import { argument } from './program.ts'

/** The usual proxy of Node programs, as its documentation has it, with connections kept. */
const CONNECTIONS_MAX = 128

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX })
const proxy = createProxyServer({ target: argument(0), agent, xfwd: true })
proxy.on('error', (_error, _request, response) => {
  if (response instanceof ServerResponse && !response.headersSent) response.writeHead(502)
  response.end()
})
const server = createServer((request, response) => proxy.web(request, response))
listen(server)
