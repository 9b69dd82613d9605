import { randomBytes } from 'node:crypto'
import { CODE_BYTES, restoreCodes } from './codes.ts'
import { gaugeBytes } from './gauges.ts'
import { MARK_LAYOUT } from './marks.ts'
import { PAIR_LAYOUT } from './pairs.ts'
import { PURCHASE_LAYOUT } from './purchases.ts'
import { RATE_LAYOUT } from './rates.ts'
import { ROOM_BYTES } from './room.ts'
import { SERVER_BYTES } from './servers.ts'
import { SEAL_BYTES } from './seal.ts'
import { restoreSpent, spentBytes } from './spent.ts'
import { takingBytes } from './takings.ts'
import { TALLY_LAYOUT } from './tallies.ts'
import { WAITING_ROOMS_MAX, waitingRoomBytes } from './waiting/rooms.ts'

/** Threads beside the main one: each needs two claim values of its own (see `buckets.ts`). */
export const WORKERS_MAX = 126

/** 16 bytes: 128 bits key the hashes. */
export const SEED_BYTES = 16

/** 2^19 buckets of 7: 32 MiB. A million clients at once, and 1 in 2,000 of them shares a place. */
const RATE_BUCKETS_LOG2 = 19

/** 2^16 buckets of 10: 8 MiB, about 650,000 counts. */
const TALLY_BUCKETS_LOG2 = 16

/** 2^12 buckets of 10: 512 KiB, about 40,000 marks. */
const MARK_BUCKETS_LOG2 = 12

/** 2^15 buckets of 10: 4 MiB, about 300,000 sessions; nothing is used of it unless backends want it. */
const PAIR_BUCKETS_LOG2 = 15

/** 2^12 buckets of 10: 512 KiB, about 40,000 purchases within ten minutes, each of which has cost a proof. */
const PURCHASE_BUCKETS_LOG2 = 12

/** 2^24 bits: 2 MiB; 280,000 tokens a second for 60 s before the ring comes round. */
const SPENT_PLACES_LOG2 = 24

/** Enough that no two of the gates that share a folder are ever called the same. */
const ACCOUNT_BYTES = 6

export interface MemoryOptions {
  /** Workers beside the main thread, at most `WORKERS_MAX`. */
  readonly workers: number
  /** 16 random bytes of this start: the key of all hashes, so nobody can choose colliding keys. */
  readonly seed: Uint8Array
  /** 16 bytes that outlive this start, so that lots do. Missing: those of `seed`. */
  readonly lotSeed?: Uint8Array | undefined
  /** From 0 to 65535, the same for each life of one gate and another for each gate: its runs are told by it. */
  readonly gate?: number
  /** What `SpentBitmap.save` returned when the gate last stopped. Anything unusable is ignored. */
  readonly saved?: Uint8Array | undefined
  /** The same of `CodeTable.save`. */
  readonly savedCodes?: Uint8Array | undefined
  /** Of the spent bitmap, where it is another gate's that is taken over. Default: the saved one's, or a random one. */
  readonly run?: number | undefined
  /** Default 19: 32 MiB, more than a million clients. */
  readonly rateBucketsLog2?: number | undefined
  /** Default 16: 8 MiB, about 650,000 counts. */
  readonly tallyBucketsLog2?: number | undefined
  /** Default 12: 512 KiB, about 40,000 marks. */
  readonly markBucketsLog2?: number | undefined
  /** Default 15: 4 MiB, about 300,000 pairs. */
  readonly pairBucketsLog2?: number | undefined
  /** Default 24: 2 MiB. At least 10. */
  readonly spentPlacesLog2?: number | undefined
  /** Default 8, of 1.5 MiB each. */
  readonly waitingRooms?: number | undefined
}

/** All shared counters as plain data: the main thread makes it and sends it to workers as `workerData`. */
export interface SharedMemory {
  readonly workers: number
  readonly seed: Uint8Array
  readonly lotSeed: Uint8Array
  /** Of the spent bitmap: the saved one, or a new one. */
  readonly run: number
  /** The upper half of each new run of this gate. */
  readonly gate: number
  readonly rates: SharedArrayBuffer
  readonly tallies: SharedArrayBuffer
  readonly marks: SharedArrayBuffer
  readonly spent: SharedArrayBuffer
  readonly gauges: SharedArrayBuffer
  readonly servers: SharedArrayBuffer
  readonly pairs: SharedArrayBuffer
  readonly purchases: SharedArrayBuffer
  readonly codes: SharedArrayBuffer
  readonly kept: SharedArrayBuffer
  readonly waitingRooms: SharedArrayBuffer
  /** `KeptRoom.account`. */
  readonly account: string
  /** How often rates and tallies overflowed. */
  readonly overflows: SharedArrayBuffer
  /** Shut while another gate has taken this one's place. */
  readonly seal: SharedArrayBuffer
  /** What is taken from rates, for other gates. */
  readonly takings: SharedArrayBuffer
}

/**
 * Makes all shared counters at their full size; they never grow.
 * @throws RangeError where the seed is not 16 bytes or the workers are too many.
 */
export function createSharedMemory(options: MemoryOptions): SharedMemory {
  const { workers, seed, lotSeed = seed, savedCodes } = options
  checkSeeds(seed, lotSeed)
  if (workers < 0 || workers > WORKERS_MAX) throw new RangeError(`at most ${WORKERS_MAX} workers`)
  const spent = new SharedArrayBuffer(spentBytes(options.spentPlacesLog2 ?? SPENT_PLACES_LOG2))
  const gate = gateIn(options)
  const codes = new SharedArrayBuffer(CODE_BYTES)
  if (savedCodes !== undefined) restoreCodes(codes, savedCodes)
  return {
    workers,
    seed: Uint8Array.from(seed),
    lotSeed: Uint8Array.from(lotSeed),
    run: runOf(spent, options, gate),
    gate,
    rates: bucketMemory(options.rateBucketsLog2 ?? RATE_BUCKETS_LOG2, RATE_LAYOUT.words),
    tallies: bucketMemory(options.tallyBucketsLog2 ?? TALLY_BUCKETS_LOG2, TALLY_LAYOUT.words),
    marks: bucketMemory(options.markBucketsLog2 ?? MARK_BUCKETS_LOG2, MARK_LAYOUT.words),
    spent,
    // The main thread has a row as well.
    gauges: new SharedArrayBuffer(gaugeBytes(workers + 1)),
    servers: new SharedArrayBuffer(SERVER_BYTES),
    pairs: bucketMemory(options.pairBucketsLog2 ?? PAIR_BUCKETS_LOG2, PAIR_LAYOUT.words),
    purchases: bucketMemory(PURCHASE_BUCKETS_LOG2, PURCHASE_LAYOUT.words),
    codes,
    kept: new SharedArrayBuffer(ROOM_BYTES),
    waitingRooms: roomMemory(options.waitingRooms),
    account: randomBytes(ACCOUNT_BYTES).toString('hex'),
    overflows: new SharedArrayBuffer(8),
    seal: new SharedArrayBuffer(SEAL_BYTES),
    takings: new SharedArrayBuffer(takingBytes(workers + 1)),
  }
}

function gateIn({ gate }: MemoryOptions): number {
  return gate ?? randomBytes(2).readUInt16LE()
}

function runOf(spent: SharedArrayBuffer, { saved, run }: MemoryOptions, gate: number): number {
  const restored = saved === undefined ? null : restoreSpent(spent, saved)
  return restored ?? run ?? newRun(gate)
}

/** Names the gate, so that others which share its keys know whose token it is, and then this life of it. */
function newRun(gate: number): number {
  return ((gate << 16) | randomBytes(2).readUInt16LE()) >>> 0
}

function checkSeeds(...seeds: readonly Uint8Array[]): void {
  if (seeds.every(({ length }) => length === SEED_BYTES)) return
  throw new RangeError(`a seed has ${SEED_BYTES} bytes`)
}

function roomMemory(rooms = WAITING_ROOMS_MAX): SharedArrayBuffer {
  return new SharedArrayBuffer(waitingRoomBytes(rooms))
}

function bucketMemory(bucketsLog2: number, words: number): SharedArrayBuffer {
  return new SharedArrayBuffer(2 ** bucketsLog2 * words * 4)
}
