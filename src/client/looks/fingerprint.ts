import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type UserAgent } from '../../model/index.ts'

/** Fingerprints remembered by a worker, about 300 bytes each; a site sees a few hundred. */
const FINGERPRINTS_MAX = 5_000

/** 72 bits: two programs that differ do not meet by chance. */
const FINGERPRINT_BYTES = 9

/** Longer lists of names are hashed each time: they are an attack on the cache. */
const NAMES_CHARS_MAX = 1_024

/** What of a request goes into its fingerprint: never an address, a value or a version. */
export interface FingerprintParts {
  readonly userAgent: Pick<UserAgent, 'family' | 'platform'>
  /** Null where a proxy spoke instead. */
  readonly httpVersion: string | null
  /** Sorted, separated by spaces. */
  readonly names: string
}

/** Names the kind of program that sends a request; many clients share one. */
export class Fingerprints {
  readonly #known = new LRUCache<string, string>({ max: FINGERPRINTS_MAX })

  of({ userAgent, httpVersion, names }: FingerprintParts): string {
    const text = `${userAgent.family}\n${userAgent.platform}\n${httpVersion ?? ''}\n${names}`
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const digest = createHash('sha256').update(text).digest()
    const fingerprint = digest.subarray(0, FINGERPRINT_BYTES).toString('base64url')
    if (names.length <= NAMES_CHARS_MAX) this.#known.set(text, fingerprint)
    return fingerprint
  }
}
