import { type Socket } from 'node:net'
import { type ProxyHeader, readProxyHeader } from '../../client/index.ts'
import { type DeadlineOwner, type Deadlines } from '../bounds/deadlines.ts'

/** It is the first thing that a proxy sends; the specification asks for at least three seconds. */
const HEADER_MS = 5_000

type Read = Extract<ProxyHeader, { kind: 'read' }>

/**
 * Takes the PROXY protocol's header from the start of a connection, in however many pieces it comes,
 * and leaves what follows it to be read. `done` is given null where there is none, or not in time.
 */
export function takeProxyHeader(
  socket: Socket,
  deadlines: Deadlines,
  done: (header: Read | null) => void,
): void {
  const owner: DeadlineOwner = { deadlineAt: -1 }
  let arrived: Buffer = Buffer.alloc(0)
  const take = (bytes: Buffer): void => {
    arrived = arrived.length === 0 ? bytes : Buffer.concat([arrived, bytes])
    const header = readProxyHeader(arrived)
    if (header.kind === 'read') finish(header)
    else if (header.kind === 'unusable') giveUp()
  }
  const giveUp = (): void => finish(null)
  const finish = (header: Read | null): void => {
    deadlines.clear(owner)
    socket.off('data', take)
    for (const event of ['end', 'error', 'close']) socket.off(event, giveUp)
    // Whoever listens next gets it from the beginning.
    socket.pause()
    const rest = arrived.subarray(header?.bytes ?? 0)
    if (header !== null && rest.length > 0) socket.unshift(rest)
    done(header)
  }
  socket.on('data', take)
  for (const event of ['end', 'error', 'close']) socket.on(event, giveUp)
  deadlines.set(owner, HEADER_MS, giveUp)
}
