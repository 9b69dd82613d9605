import { type KeepSettings, type Reference } from '../model/index.ts'
import { type RawHeaders } from './headers.ts'

/** A form that was kept, on its way to the backend in place of the request that takes it up. */
export interface Delivery {
  /** As its browser sent them. */
  readonly rawHeaders: RawHeaders
  /** Of the request it came with: the same on every attempt. */
  readonly reference: Reference
  /** Wall clock. */
  readonly receivedAtMs: number
  /** In bytes. */
  readonly length: number
  /** Reads it from its beginning. */
  readonly body: () => AsyncIterable<Buffer>
  readonly copy: AnswerCopy
}

/** A kept form, as the pages for whoever sent it name it. */
export interface FormInHand {
  /** `<id>.<pageHalf>` */
  readonly claim: string
  /** Where it was sent. */
  readonly action: string
  /** When it arrived, by the wall clock. */
  readonly atMs: number
  /** For how long it is kept. */
  readonly minutes: number
}

/** As long as somebody may come back to a page of his form on the same day. */
const COOKIE_SECONDS_MIN = 86_400

/**
 * How long a browser keeps its half of a form's key, in seconds. Longer than the form is kept: whoever asks after it
 * is told that it is over, and not that there is no cookie.
 */
export function keptCookieSeconds({ forMs }: KeepSettings): number {
  return Math.max(2 * Math.ceil(forMs / 1000), COOKIE_SECONDS_MIN)
}

/** How long forms are kept, in whole minutes: never less than one is promised, never more than is true. */
export function minutesKept({ forMs }: KeepSettings): number {
  return Math.max(1, Math.floor(forMs / 60_000))
}

/** A backend's answer to a kept form. */
export interface AnswerStart {
  readonly status: number
  readonly statusText: string
  /** For the client, without what the gate adds: name, value, name, value. */
  readonly fields: readonly string[]
}

/**
 * Hears what becomes of a kept form on its way, so that nobody's form is delivered twice and whoever asks
 * again gets the same answer. It goes on when the client has left.
 */
export interface AnswerCopy {
  /** One more attempt to send it; each ends with `leave`. */
  readonly enter: () => void
  readonly leave: () => void
  /** Bytes of it leave the gate now: from here on it may have arrived. */
  readonly onSent: () => void
  /** The answer's head; what comes back is answered in its place, null for the answer itself. */
  readonly onHead: (start: AnswerStart) => Substitute | null
  readonly onPiece: (piece: Buffer) => void
  /** Whether what has come of it can still be stored for whoever asks again. */
  readonly isStorable: boolean
  /** The answer is whole. */
  readonly onEnd: () => void
}

/** What a client gets in place of a backend's answer. */
export interface Substitute {
  readonly status: number
  /** Name, value, name, value, with the body's length. */
  readonly fields: readonly string[]
  readonly body: string
}
