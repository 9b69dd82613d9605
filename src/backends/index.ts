/** Where requests go: the servers of each backend, how they are reached, and which one is next. */
export { Backends, type BackendsOptions } from './backends.ts'
export { type Asker, BackendRequest, type ConnectionOwner } from './connection.ts'
export { type Reach } from './connector.ts'
export { HealthWatch, type HealthWatchOptions } from './health-watch.ts'
export { type Newcomer } from './places.ts'
export { NONE_TRIED, type OpenBackend, type Tried } from './open-backend.ts'
export { type DispatchedRequest, type OpenServer } from './open-server.ts'
export { type Wish } from './sticky.ts'
