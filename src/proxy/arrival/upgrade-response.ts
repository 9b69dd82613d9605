import { type IncomingMessage, ServerResponse } from 'node:http'
import { hearWhatNodeHears } from './node-connection.ts'

/** For a client to read its answer, and for what it still sends, before the connection is reset. */
const LINGER_MS = 2_000

/**
 * Makes the answer to a request whose socket Node has let go of because it asks for an upgrade: what
 * any other answer is, except that the connection ends with it.
 */
export function responseOfUpgrade(request: IncomingMessage): ServerResponse {
  const { socket } = request
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  hearWhatNodeHears(socket)
  response.assignSocket(socket)
  response.once('finish', () => {
    socket.end()
    // Unread bytes would turn the end into a reset, and the answer might be lost.
    socket.resume()
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
  })
  return response
}
