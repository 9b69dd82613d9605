/** Counters in shared memory: of a fixed size, synchronous, exact across all workers. */
export { ANSWER_SHARE } from './answer-share.ts'
export { attachLimits } from './attach.ts'
export { CODE_TOPIC, CODES_MAX, readMarks, spellMarks, USE_CODE_TOPIC } from './codes.ts'
export {
  BOUGHT_TOPIC,
  BoughtNews,
  hearBought,
  type NewsDesk,
  PURCHASE,
  PURCHASE_FADE_MS,
  toldPurchases,
} from './bought-news.ts'
export { BACKENDS_MAX, LISTENERS_MAX } from './gauges.ts'
export { type Heirloom, heirlooms, settleIn } from './heirloom.ts'
export { type Holder, Portions } from './portions.ts'
export { Seal } from './seal.ts'
export { EJECT_AFTER, EJECTED_MS, EJECTED_MS_MAX, SERVERS_MAX } from './servers.ts'
export {
  type Burning,
  type CodeTable,
  type ConnectionCaps,
  type FadingTable,
  type Gauges,
  type HeldCaps,
  type Limits,
  type MarkTable,
  type PairTable,
  type Purchase,
  type PurchaseTable,
  type RateTable,
  type ServerState,
  type ServerStates,
  type ShareCaps,
  type SpentBitmap,
  type Taking,
  type Takings,
  type TallyTable,
} from './limits.ts'
export {
  createSharedMemory,
  SEED_BYTES,
  WORKERS_MAX,
  type MemoryOptions,
  type SharedMemory,
} from './memory.ts'
export { type AskedRoom, type KeptRoom, type Portion, type RoomCaps, type Sharer } from './room.ts'
export {
  type Asked,
  type Claimant,
  type Holdings,
  NETWORK_LEAST,
  SHARED_PART,
  mayTake,
  sharedOf,
} from './shares.ts'
export { burnPlace, CHALLENGE_TOPIC, readBurning, spellPlace } from './spent.ts'
export { ACTIVE_MAX, WAITING_ROOMS_MAX } from './waiting/rooms.ts'
export {
  type AskedTurn,
  type RoomCounts,
  type RoomTerms,
  type RoomVisitor,
  type Ticket,
  type Turn,
  type Waits,
} from './waiting/terms.ts'
export { type ReplicaTimes, type RoomReplica } from './waiting/replica.ts'
export { orderOf } from './waiting/stages.ts'
export { type Change, countsMs, type PlaceRecord } from './waiting/told.ts'
export { TAKE_MS } from './waiting/turns.ts'
export { type WaitingRooms } from './waiting/waiting-rooms.ts'
