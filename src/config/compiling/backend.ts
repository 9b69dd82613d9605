import { resolve } from 'node:path'
import { type Places, described, placesFor, serverKey } from '../../building/index.ts'
import { foldName } from '../../client/index.ts'
import { BACKENDS_MAX, SERVERS_MAX } from '../../limits/index.ts'
import {
  type Backend,
  type BackendHealth,
  type BackendServer,
  type BackendSticky,
  type BackendTls,
  type RequestFields,
} from '../../model/index.ts'
import { type Surroundings, textIn } from '../files/file-read.ts'
import { type BackendConfig, type ServerConfig } from '../schema/backend.ts'

/** WebSockets of one network that open within a moment: of all its pages when an application is back. */
const WEBSOCKETS_AT_ONCE = 600

/** Builds the backends of a configuration, each thing at the place it had before. */
export function buildBackends(
  written: Readonly<Record<string, BackendConfig>>,
  { places: had, ...around }: Around,
): readonly Backend[] {
  const all = Object.entries(written)
  const keys = all.flatMap(([name, { servers }]) => servers.map(({ url }) => serverKey(name, url)))
  const places: Pick<Places, 'backends' | 'servers'> = {
    backends: placesFor(Object.keys(written), had.backends, BACKENDS_MAX),
    servers: placesFor(keys, had.servers, SERVERS_MAX),
  }
  return all.map(([name, backend]) => buildBackend(name, backend, { ...around, places }))
}

interface Around extends Surroundings {
  readonly places: Pick<Places, 'backends' | 'servers'>
}

function buildBackend(name: string, written: BackendConfig, around: Around): Backend {
  return {
    name,
    index: described(around.places.backends.get(name)),
    servers: written.servers.map((server) => buildServer(name, server, around)),
    tls: buildTls(written.tls, around),
    health: buildHealth(written.health),
    sticky: buildSticky(written.sticky),
    connections: written.connections,
    inFlightMax: written.inFlightMax,
    webSocketsMax: written.webSocketsMax,
    webSocketsIdleMs: written.webSocketsIdle,
    webSocketsRate: { intervalMs: written.webSocketsRate, burst: WEBSOCKETS_AT_ONCE },
    connectTimeoutMs: written.connectTimeout,
    headersTimeoutMs: written.headersTimeout,
    bodyTimeoutMs: written.bodyTimeout,
    bufferMaxBytes: written.bufferMax,
    host: written.host,
    trailers: written.trailers.map((trailer) => trailer.toLowerCase()),
    requestFields: buildRequestFields(written.requestFields),
  }
}

function buildRequestFields({ remove, set }: BackendConfig['requestFields']): RequestFields {
  const names = [...remove, ...Object.keys(set)]
  return {
    removed: new Set(names.map(foldName)),
    set: Object.entries(set).flat(),
  }
}

function buildTls(written: BackendConfig['tls'], around: Surroundings): BackendTls | null {
  if (written === undefined) return null
  return {
    ca: textIn(written.ca, around),
    certificate: textIn(written.certificate, around),
    key: textIn(written.key, around),
    serverName: written.serverName ?? null,
  }
}

function buildHealth(written: BackendConfig['health']): BackendHealth | null {
  if (written === undefined) return null
  const { path, host = null, interval, timeout, healthyAfter, unhealthyAfter } = written
  return { path, host, intervalMs: interval, timeoutMs: timeout, healthyAfter, unhealthyAfter }
}

function buildSticky(written: BackendConfig['sticky']): BackendSticky | null {
  if (written === undefined) return null
  return written === 'address' ? { kind: 'address' } : { kind: 'cookie', cookie: written.cookie }
}

function buildServer(
  backend: string,
  { url, name, origin, socketPath }: ServerConfig,
  { folder, places }: Around,
): BackendServer {
  return {
    url,
    name,
    place: described(places.servers.get(serverKey(backend, url))),
    origin,
    socketPath: socketPath === null ? null : resolve(folder, socketPath),
  }
}
