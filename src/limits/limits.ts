import { type Rate } from '../model/index.ts'
import { type KeptRoom } from './room.ts'
import { type Seal } from './seal.ts'
import { type Claimant } from './shares.ts'
import { type WaitingRooms } from './waiting/waiting-rooms.ts'

/** What one thread sees of the memory all workers share. Made by `attachLimits`. */
export interface Limits {
  readonly rates: RateTable
  readonly fading: FadingTable
  readonly tallies: TallyTable
  readonly purchases: PurchaseTable
  readonly marks: MarkTable
  readonly spent: SpentBitmap
  readonly gauges: Gauges
  readonly servers: ServerStates
  /** A number from 0 to below 1 for a pair of texts: the same in all workers. */
  readonly lotOf: (name: string, key: string) => number
  /**
   * A keyed hash of a text, never 0: what a `Claimant` is made of. The same in all workers, and at every gate of a ring
   * that began with the same oldest key: gates tell each other of networks by it.
   */
  readonly hashOf: (text: string) => number
  readonly pairs: PairTable
  readonly codes: CodeTable
  /** For submissions that are kept on the disk. */
  readonly kept: KeptRoom
  readonly waitingRooms: WaitingRooms
  readonly seal: Seal
  /** What workers took from `rates`, for whoever tells other gates of it. */
  readonly takings: Takings
  /**
   * Frees every entry that has run out. The main thread calls it every few hours, at least once in
   * two days: entries older than three days would come back to life when their 32-bit time wraps.
   */
  readonly sweep: (nowMs: number) => void
}

/**
 * Rate limits (GCRA) that are exact across all workers. `nowMs` is the steady clock. One key of one
 * counter is let through `burst` times at once and then once each `intervalMs`.
 */
export interface RateTable {
  /** Takes one request: 0 when it is let through, else the wait until the next would be, in ms. */
  readonly take: (counter: string, key: string, rate: Rate, nowMs: number) => number
  /** What `take` would answer now, without taking. */
  readonly look: (counter: string, key: string, rate: Rate, nowMs: number) => number
  /** How often a newcomer found its bucket full and was counted together with other newcomers. */
  readonly overflows: () => number
}

/** One request that one key of one counter was let through with. */
export interface Taking {
  /** The key's own place in this gate's table. */
  readonly place: { readonly low: number; readonly high: number }
  /** 64 bits that are the same for that counter and key at every gate that notes by the same seed. */
  readonly low: number
  readonly high: number
  readonly intervalMs: number
  readonly burst: number
}

/** What all workers took, one by one; only the main thread reads, and moves times on by what others took. */
export interface Takings {
  /** Begins to note, by a seed of 16 bytes that all gates share, or goes over to another; null: notes nothing. */
  readonly noteBy: (seed: Uint8Array | null) => void
  /** Each one that was noted since the last call, once; one worker's in their order. */
  readonly read: (visit: (taking: Taking) => void) => void
  /** How many were not noted since the start, because the main thread had not read for too long. */
  readonly lost: () => number
  /**
   * Moves a key's time on to at least `aheadMs` from `nowMs`, by the steady clock: so much is taken already. Never
   * back; three days at most. Where all entries of its bucket live and none is its own, nothing happens.
   */
  readonly raise: (place: Taking['place'], aheadMs: number, nowMs: number) => void
}

/**
 * How much somebody took lately: what is taken weighs 1, and after each `fadeMs` the 2.7th part of what it
 * weighed. All levels fade alike, so those of networks always add up to that of the network around them,
 * which counters that drain by themselves do not: that makes it what shares are measured by. In the memory
 * of the rates; a fade of more than three hours is one of three hours.
 */
export interface FadingTable {
  readonly level: (counter: string, key: string, fadeMs: number, nowMs: number) => number
  readonly add: (counter: string, key: string, fadeMs: number, nowMs: number) => void
}

/**
 * Counts within a window that starts with the first `add`, exact across all workers. A newcomer that
 * finds its bucket full is forgotten: counts err downwards only, and nobody pays for a neighbour.
 */
export interface TallyTable {
  /** Counts one and returns the new count; 0 where it could not be kept. Windows reach up to 8 days. */
  readonly add: (name: string, key: string, windowMs: number, nowMs: number) => number
  /** The count in the present window; 0 where there is none, or none is known. */
  readonly read: (name: string, key: string, nowMs: number) => number
  /** Makes the count in the present window 0: nobody can tell any more how far it was. */
  readonly clear: (name: string, key: string, nowMs: number) => void
  /**
   * Whether a count of 0 may be one that could not be kept and whose window is not over: whoever takes
   * it for a proof that nothing was done would do wrong. False where the key has a count.
   */
  readonly mayHaveForgotten: (name: string, key: string, nowMs: number) => boolean
  /** How often a newcomer found its bucket full and was forgotten. */
  readonly overflows: () => number
}

/** So many requests, within a time. */
export interface Purchase {
  readonly count: number
  readonly forMs: number
}

/**
 * Requests beyond a limit that somebody has bought by a proof, and not used yet; exact across all workers. `counter`
 * is the limit's, `key` who bought them.
 */
export interface PurchaseTable {
  /** Whether `buy` would be kept. Changes nothing. */
  readonly hasRoom: (counter: string, key: string, nowMs: number) => boolean
  /** Adds to what is left, which lasts as long as it then. False where nothing could be kept. */
  readonly buy: (counter: string, key: string, purchase: Purchase, nowMs: number) => boolean
  readonly left: (counter: string, key: string, nowMs: number) => number
  /** What is left lasts so long from now on, at least. */
  readonly hold: (counter: string, key: string, forMs: number, nowMs: number) => void
  /** Takes one. False where none is left. */
  readonly spend: (counter: string, key: string, nowMs: number) => boolean
}

/** A set of keys that forgets by itself: revoked passes. A mark never hits a stranger. */
export interface MarkTable {
  /** Marks for up to 8 days. False where the set has no room: nothing was marked. */
  readonly mark: (name: string, key: string, lifetimeMs: number, nowMs: number) => boolean
  readonly isMarked: (name: string, key: string, nowMs: number) => boolean
}

/** Which number belongs to which key: sessions and the servers that know them. Forgets by itself. */
export interface PairTable {
  /** Kept for ten minutes, and for hours once it has been asked for. Nothing where there is no room. */
  readonly learn: (name: string, key: string, value: number, nowMs: number) => void
  /** The number; -1 where none is known. */
  readonly find: (name: string, key: string, nowMs: number) => number
}

/** `burnt`: this call spent it. `spent`: another did before. `lapsed`: too old, or never issued. */
export type Burning = 'burnt' | 'spent' | 'lapsed'

/** Makes each challenge token good for one submission, in all workers, without storing tokens. */
export interface SpentBitmap {
  /** A token carries it, and one of another run is refused by the caller. */
  readonly run: number
  /** Whether a run is this one, or a former life of the same gate; else it is of another gate of the same keys. */
  readonly isOfThisGate: (run: number) => boolean
  /**
   * The next serial number, an unsigned 32-bit integer; of so many that follow each other the first.
   * After the greatest comes 0.
   */
  readonly issue: (count?: 1 | 2) => number
  /** Spends a serial. Of any number of callers in any number of workers one is told `burnt`. */
  readonly burn: (serial: number) => Burning
  /**
   * The whole state as bytes for `createSharedMemory`, taken when no worker answers any more. Whoever
   * restores them deletes the file first: after a crash it would make spent tokens good again.
   */
  readonly save: () => Uint8Array
}

/**
 * Codes of the helpdesk that wait to be used, by their marks: 16 bytes each, which tell nothing of the
 * code. Times are in whole seconds since 1970, so that codes can be kept over a restart.
 */
export interface CodeTable {
  /** False where there is no room. Only one thread, the main one, may add. */
  readonly add: (mark: Uint8Array, endSeconds: number, nowSeconds: number) => boolean
  /** Whether a code waits, for whoever asks before he uses it up. */
  readonly has: (mark: Uint8Array, nowSeconds: number) => boolean
  /** Uses a code up. Of any number of callers in any number of workers one is told true. */
  readonly burn: (mark: Uint8Array, nowSeconds: number) => boolean
  /** How many wait. */
  readonly waiting: (nowSeconds: number) => number
  /** The whole state for `createSharedMemory`; the rule of `SpentBitmap.save` holds for it too. */
  readonly save: () => Uint8Array
}

/** How much there is of something that is shared out (`mayTake`). */
export interface ShareCaps {
  readonly max: number
  /** What one network may have in any case no more of; default `max`. */
  readonly networkMax?: number
}

/** Caps of the slow door: answers held at once, in all and for one network. */
export interface HeldCaps {
  readonly heldMax: number
  readonly heldPerNetworkMax: number
}

/** Connections open at once: of one listener, and of all together. */
export interface ConnectionCaps {
  readonly connectionsMax: number
  readonly openMax: number
}

/**
 * What is under way right now in all workers. Each worker writes its own row, so a dead one's can be
 * cleared. Whatever is entered for somebody is left for the same. Networks share places (131,072, of
 * connections 65,536), so a share may bite early, never late.
 */
export interface Gauges {
  /** False where `max` requests to that backend are in flight, or its share is. `index` < `BACKENDS_MAX`. */
  readonly enterBackend: (index: number, max: number, who: Claimant) => boolean
  /** What `enterBackend` would say just now, without entering. */
  readonly mayEnterBackend: (index: number, max: number, who: Claimant) => boolean
  readonly leaveBackend: (index: number, who: Claimant) => void
  /** Requests in flight to that backend in all workers. */
  readonly backendTotal: (index: number) => number
  /** The same for WebSockets, which wait for that backend or are open. */
  readonly enterWebSocket: (index: number, max: number, who: Claimant) => boolean
  readonly leaveWebSocket: (index: number, who: Claimant) => void
  readonly webSocketTotal: (index: number) => number
  /** The same for answers that the slow door holds. */
  readonly enterHeld: (caps: HeldCaps, who: Claimant) => boolean
  readonly leaveHeld: (who: Claimant) => void
  readonly heldTotal: () => number
  /**
   * False where `max` requests of that key are under way already. Keys share 65,536 places: a cap may
   * bite early, never late.
   */
  readonly enterKey: (counter: string, key: string, max: number) => boolean
  /** What `enterKey` would say just now, without entering. */
  readonly mayEnterKey: (counter: string, key: string, max: number) => boolean
  readonly leaveKey: (counter: string, key: string) => void
  /** False where either cap is reached. `listener` is its place among the addresses, below `LISTENERS_MAX`. */
  readonly enterConnection: (listener: number, caps: ConnectionCaps) => boolean
  readonly leaveConnection: (listener: number) => void
  /** Once it is known whose an entered connection is: false where that is beyond its share. */
  readonly shareConnection: (listener: number, caps: ShareCaps, who: Claimant) => boolean
  readonly unshareConnection: (listener: number, who: Claimant) => void
  /** Connections of clients in all workers. */
  readonly connectionTotal: () => number
  /**
   * What the heaviest networks hold of what all gates have in common, requests and WebSockets at backends: place, count,
   * place, count, at most `most` of them. Networks stand in the same places at all gates of one ring. The main thread's.
   */
  readonly heaviest: (most: number) => readonly number[]
  /** Counts by place what networks hold at other gates, on top of what they hold here. The main thread's. */
  readonly countElsewhere: (held: ReadonlyMap<number, number>) => void
  /** Forgets all that a worker had under way. The supervisor calls it after the worker has ended. */
  readonly clearRow: (worker: number) => void
}

/** `due`: it was ejected, and one request may try whether it is back. */
export type ServerState = 'well' | 'out' | 'due'

/**
 * How the servers of all backends are doing, as all workers found together. `nowMs` is the steady
 * clock; a `place` is below `SERVERS_MAX`.
 */
export interface ServerStates {
  /** Whether requests should go there. */
  readonly stateOf: (place: number, nowMs: number) => ServerState
  /** The last thing that was met there was an answer, and nothing else speaks against it. */
  readonly isWell: (place: number, nowMs: number) => boolean
  /** Of all who want to try a server that is due, one is told true. */
  readonly claimTrial: (place: number, nowMs: number) => boolean
  /** An answer of it has begun. */
  readonly answered: (place: number) => void
  /**
   * It could not be reached, broke off before its answer, or took too long. After three in a row it is
   * ejected for five seconds, each time in a row for twice as long, at most a minute. True where this
   * failure ejected it.
   */
  readonly failed: (place: number, nowMs: number) => boolean
  /** What active checks found. One that is well again is taken back at once. True where it is news. */
  readonly checked: (place: number, isWell: boolean) => boolean
  /** Knows nothing of it any more: another server has its place now. */
  readonly forget: (place: number) => void
}
