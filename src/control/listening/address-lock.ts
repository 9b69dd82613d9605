import { createHash } from 'node:crypto'
import { type Server, createServer } from 'node:net'

/**
 * Holds a name that the system gives to one program at a time, and takes back however that program
 * ends: a Linux abstract socket, which lives in the network namespace its ports live in. Settles
 * with what holds it until it is closed, and can be handed to another process; or fails with
 * `EADDRINUSE`. Where there are no abstract sockets nothing is held: null.
 */
export async function holdName(name: string): Promise<Server | null> {
  if (process.platform !== 'linux') return null
  const server = createServer((socket) => socket.destroy())
  await listen(server, `\0paart-${shortened(name)}`)
  server.unref()
  return server
}

/** Socket names have 108 bytes at most; a path in a name may be longer. */
function shortened(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, resolve)
  })
}
