import { type Server } from 'node:http'
import { tellReady } from './program.ts'

/** As patient as the gate, so that no server has to open connections anew between two turns. */
const KEEP_ALIVE_MS = 65_000

/** Serves on a port of the system's choice, on this machine alone, and says so. */
export function listen(server: Server): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    tellReady({ port, passes: [] })
  })
}
