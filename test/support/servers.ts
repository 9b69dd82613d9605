import { type Backend, type BackendServer } from '../../src/model/index.ts'

/** A server at an origin such as `http://127.0.0.1:8081`. */
export function serverAt(origin: string, place = 0): BackendServer {
  return { url: origin, name: null, place, origin, socketPath: null }
}

/** A backend for tests that look at connections alone. */
export function backendWith(
  servers: readonly BackendServer[],
  change: Partial<Backend> = {},
): Backend {
  return {
    name: 'app',
    index: 0,
    servers,
    tls: null,
    health: null,
    sticky: null,
    connections: 2,
    inFlightMax: 2,
    webSocketsMax: 2,
    webSocketsIdleMs: 5_000,
    webSocketsRate: { intervalMs: 1, burst: 1_000 },
    connectTimeoutMs: 5_000,
    headersTimeoutMs: 5_000,
    bodyTimeoutMs: 5_000,
    bufferMaxBytes: 0,
    host: 'preserve',
    trailers: [],
    requestFields: { removed: new Set<string>(), set: [] },
    ...change,
  }
}
