import { type ServerResponse } from 'node:http'

/**
 * Sends an answer's head at once, without waiting for its body. Node would write a head that goes
 * alone as UTF-8, though each character of a field stands for one byte.
 */
export function flushHead(response: ServerResponse): void {
  const { socket } = response
  socket?.setDefaultEncoding('latin1')
  response.flushHeaders()
  socket?.setDefaultEncoding('utf8')
}
