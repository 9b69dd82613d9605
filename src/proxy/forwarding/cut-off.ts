import { type Exchange } from '../exchange.ts'

/** An answer broken off must not look complete; one that ends by closing ends with a reset. */
export function cutOff(
  { request, response }: Exchange,
  { hasLength }: { readonly hasLength: boolean },
): void {
  const { socket } = request
  const endsByClosing = request.httpVersion === '1.0' && !hasLength
  // While its end is on its way Node loses a socket that is reset, and the thread could never end.
  // oxlint-disable-next-line no-restricted-properties -- its end is not on its way
  if (endsByClosing && !socket.writableEnded) socket.resetAndDestroy()
  else response.destroy()
}
