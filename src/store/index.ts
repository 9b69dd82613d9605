/** What several gates share, by a Valkey or a Redis: the main thread's alone, and nobody waits for it. */
export { type AskCount, type Asks, type Handler } from './asks.ts'
export { type Peer, STORE_FAULTS, type StoreFault, type StoreFaultKind } from './engine.ts'
export { type FactBook } from './fact-share.ts'
export { type RoomShare, type SharedRoom } from './room-share.ts'
export { type Fact } from './seal.ts'
export { type StoreSecrets } from './secrets.ts'
export { type CallEnd, Store, type StoreOptions } from './store.ts'
