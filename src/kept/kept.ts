import { type Sharer } from '../limits/index.ts'
import { type GateAddress, type Reference, type Scheme } from '../model/index.ts'

/** What of a submission is kept beside its body, sealed like it. */
export interface Submission {
  /** Path and query, byte for byte (latin1). */
  readonly target: string
  readonly method: string
  readonly rawHeaders: readonly string[]
  /** The name of the site. */
  readonly site: string
  readonly scheme: Scheme
  readonly host: string
  /** The `X-Request-Id` of every attempt to deliver it. */
  readonly reference: Reference
  /** Wall clock. */
  readonly receivedAtMs: number
  /** It came from a page of another site. */
  readonly isForeign: boolean
}

/**
 * `kept`: complete, nothing of it was sent. `delivering`: what becomes of it is not known yet. `delivered`:
 * the backend has answered. `answered`: and a client has the answer. `unknown`: the delivery broke when
 * bytes had left. `moved`: the backend wants it at another address.
 */
export type KeptState = 'kept' | 'delivering' | 'delivered' | 'answered' | 'unknown' | 'moved'

/** Whether it waits to be sent on: no backend has taken it. */
export function isWaiting(state: KeptState): boolean {
  return state === 'kept' || state === 'moved'
}

/**
 * Why nothing was kept. `too-large`: above `bytesMax`. `full`: no room, in all or for this network.
 * `broken`: the disk failed, or the body was not what had been declared.
 */
export type NotKept = 'too-large' | 'full' | 'broken'

/** What opens a kept submission, given away and not stored here. */
export interface Ticket {
  /** 16 letters and digits. */
  readonly id: string
  /** 16 bytes as 22 characters of base64url: for the cookie. */
  readonly cookieHalf: string
  /** The same for the page. */
  readonly pageHalf: string
}

/** The answer of a backend, as a repeated claim gets it. */
export interface StoredAnswer {
  readonly status: number
  readonly statusText: string
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Wall clock. */
  readonly atMs: number
}

/** What may be known of a submission by its cookie alone, which opens nothing. */
export interface Glance {
  readonly state: KeptState
  /** When it was received; wall clock. */
  readonly atMs: number
  /** Of the body, in bytes. */
  readonly length: number
  /** Whether it was sent to this target, or was moved there. */
  readonly isTarget: (target: string) => boolean
  /** Whether its body has this SHA-256. */
  readonly isBody: (sha256: Uint8Array) => boolean
}

/** What anybody may know of a submission: without its cookie it tells nothing but how it is doing. */
export interface Shown {
  readonly state: KeptState
  /** The first block of its file. */
  readonly head: Buffer
}

/** How a body arrives. */
export interface Arrival {
  readonly sharer: Sharer
  /** The `Content-Length`; null for a body in chunks, which takes the room of the largest until it is there. */
  readonly declared: number | null
}

/** The store as one worker has it. Closes with the worker: what it then has in its hands is `unknown`. */
export interface KeptStore {
  /** What its folder is called in the ids of submissions. */
  readonly mark: string
  /**
   * Reads the body to its end and resolves when it lies safely on the disk. Where it is not kept the rest
   * of the body has not been read, and nothing is left of it.
   * @throws what `body` throws; nothing is left then either.
   */
  readonly keep: (
    submission: Submission,
    body: AsyncIterable<Uint8Array>,
    arrival: Arrival,
  ) => Promise<Ticket | NotKept>
  /** Whether there is room for a body of so many bytes just now. `keep` asks again. */
  readonly mayKeep: (sharer: Sharer, bytes: number, isForeign: boolean) => boolean
  /**
   * Null for an unknown id, a wrong half, a time that is over, or a damaged file.
   * @throws the system's error where the disk cannot be read.
   */
  readonly open: (ticket: Ticket) => Promise<KeptFile | null>
  /** Likewise, by the cookie alone. */
  readonly glance: (ticket: Pick<Ticket, 'id' | 'cookieHalf'>) => Promise<Glance | null>
  /** What another gate needs for a glance; null where there is none, or its time is over. */
  readonly show: (id: string) => Promise<Shown | null>
  /** Takes it away, likewise by the cookie alone; false where it is on its way, or there is none. */
  readonly discard: (ticket: Pick<Ticket, 'id' | 'cookieHalf'>) => Promise<boolean>
  readonly close: () => Promise<void>
}

/**
 * One kept submission, opened. `state` is what it was at the last look (`open`, `reload`, or a change made
 * here); a change that finds it in another state, changed by somebody else, changes nothing.
 */
export interface KeptFile {
  readonly id: string
  readonly state: KeptState
  readonly submission: Submission
  /** Of the body, in bytes; also when the body is gone. */
  readonly length: number
  /** SHA-256 of the body; also when the body is gone. */
  readonly digest: Buffer
  /** The target it was last moved to. */
  readonly movedTo: string | null
  /** @throws Error, before its end, where the file is damaged or the body gone. */
  readonly body: () => AsyncIterable<Buffer>
  /**
   * From `kept` or `moved` (`again`: or `unknown`) to `delivering`. Of all callers in all workers and gates
   * one is told true, when that lies safely on the disk: no byte may leave before.
   * @throws the system's error where the disk fails; it is not taken then.
   */
  readonly take: (how: { readonly again: boolean }) => Promise<boolean>
  /** From `delivering` to `kept`, or `moved`, where it has been: no byte has left. */
  readonly giveBack: () => Promise<void>
  /** From `delivering` to `unknown`: bytes have left, and no answer came. */
  readonly lose: () => Promise<void>
  /**
   * From `delivering` to `delivered`. The body is thrown away, its digest stays. An answer above
   * `ANSWER_BYTES_MAX`, or one for which there is no room, is not stored: `answer` then gives null.
   */
  readonly deliver: (answer: StoredAnswer | null) => Promise<void>
  /**
   * From `delivering` to `moved`: it may be taken once more, for the new target. False, and still
   * `delivering`, where the target is too long to be noted (`MOVED_BYTES_MAX`).
   */
  readonly move: (target: string) => Promise<boolean>
  /** From `delivered` to `answered`. */
  readonly markAnswered: () => Promise<void>
  /** Null where none is stored. */
  readonly answer: () => Promise<StoredAnswer | null>
  /** Deletes it at the citizen's wish; false where it is being delivered, or gone already. */
  readonly remove: () => Promise<boolean>
  /** Looks again: its state now, null where it is gone. */
  readonly reload: () => Promise<KeptState | null>
}

/** How many submissions there are in a state, and what they are counted with in the room of the gate. */
export interface KeptCount {
  readonly number: number
  readonly bytes: number
}

export type KeptCounts = Readonly<Record<KeptState, KeptCount>>

/** The store as the main thread has it: one a gate, opened before any worker's and closed after them. */
export interface Caretaker {
  /** As `KeptStore.mark`. */
  readonly mark: string
  /**
   * Removes what is over, takes over what ended gates left, and turns into `unknown` what ended workers had
   * under way. Every half minute, and when a worker has ended; a second call while one runs waits for that.
   */
  readonly sweep: (nowMs: number) => Promise<void>
  /** As the last sweep found them. */
  readonly counts: () => KeptCounts
  readonly close: () => Promise<void>
}

/** Another gate that keeps forms. */
export interface Keeper {
  /** As `KeptStore.mark`. */
  readonly mark: string
  /** Where it is reached; null where it does not say. */
  readonly at: GateAddress | null
}
