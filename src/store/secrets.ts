import { type FactKeys } from './seal.ts'

/** What gates of one ring share a store by: all comes from the ring, so that all of them agree. */
export interface StoreSecrets extends FactKeys {
  /** 16 bytes that workers hash keys of limits with, for `Takings.noteBy`. */
  readonly seed: Uint8Array
  /** 32 bytes that names in the store are made with (HMAC-SHA-256). */
  readonly names: Uint8Array
}
