import { type Backend, type BackendServer, type Snapshot } from '../../model/index.ts'
import { NotFound } from '../system/refused.ts'

/** A server with the backend it belongs to. */
export interface ServerFound {
  readonly backend: Backend
  readonly server: BackendServer
}

/**
 * Finds a server by its URL, or by its name where it has one, as the configuration writes them.
 *
 * @throws NotFound where there is no such backend or server.
 */
export function findServer(
  backendName: string,
  named: string,
  { backends }: Pick<Snapshot, 'backends'>,
): ServerFound {
  const backend = backends.find(({ name }) => name === backendName)
  if (backend === undefined) {
    const names = backends.map(({ name }) => name).join(', ')
    throw new NotFound(`there is no backend of that name; there are ${names}`)
  }
  const server = backend.servers.find(({ url, name }) => url === named || name === named)
  if (server !== undefined) return { backend, server }
  const urls = backend.servers.map(({ url }) => url).join(', ')
  throw new NotFound(`${backend.name} has no such server; it has ${urls}`)
}
