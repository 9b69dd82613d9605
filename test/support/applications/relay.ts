import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A port that leads to another one and counts who comes: shows whether connections are kept. */
export interface CountingRelay {
  readonly port: number
  readonly connections: () => number
  readonly close: () => void
}

export async function openCountingRelay(targetPort: number): Promise<CountingRelay> {
  const open = new Set<Socket>()
  let count = 0
  const server = createServer((client) => {
    count++
    const target = connect({ port: targetPort, host: '127.0.0.1' })
    for (const [from, to] of [[client, target] as const, [target, client] as const]) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return {
    port: address.port,
    connections: () => count,
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
