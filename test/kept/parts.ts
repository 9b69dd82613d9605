import { createHash, randomBytes } from 'node:crypto'
import { type StoreSettings, type StoredAnswer, type Submission } from '../../src/kept/index.ts'
import {
  attachLimits,
  createSharedMemory,
  type Limits,
  type Sharer,
} from '../../src/limits/index.ts'
import { referenceFrom } from '../../src/model/index.ts'

export const KIB = 1024
export const MIB = 1024 * KIB
/** Whom nothing binds but his network. */
export const SHARER: Sharer = { network: '192.0.2.0/24', around: [], isSettled: true }

/** When the clocks of these tests begin. */
export const NOON_MS = Date.UTC(2026, 5, 1, 12)

const SMALL = {
  rateBucketsLog2: 0,
  tallyBucketsLog2: 0,
  markBucketsLog2: 0,
  pairBucketsLog2: 0,
  spentPlacesLog2: 10,
}

/** The counters of one gate. */
export function newGateLimits(workers = 4): Limits {
  return attachLimits(createSharedMemory({ workers, seed: randomBytes(16), ...SMALL }), 0)
}

export function settingsOf(folder: string, given: Partial<StoreSettings> = {}): StoreSettings {
  return {
    folder,
    bytesMax: 25 * MIB,
    networkMax: 250 * MIB,
    totalMax: 5 * 1024 * MIB,
    forMs: 1_800_000,
    ...given,
  }
}

export function submissionOf(given: Partial<Submission> = {}): Submission {
  return {
    target: '/submit?a=1&b=%2B+\u00e9',
    method: 'POST',
    rawHeaders: ['Host', 'forms.example.lu', 'Cookie', 'sid=S1; b=\u00fc', 'X-A', '1', 'x-a', '2'],
    site: 'forms',
    scheme: 'https',
    host: 'forms.example.lu',
    reference: referenceFrom(Uint8Array.of(1, 2, 3, 4, 5), 0),
    receivedAtMs: NOON_MS,
    isForeign: false,
    ...given,
  }
}

export function answerOf(body: Buffer | string, given: Partial<StoredAnswer> = {}): StoredAnswer {
  return {
    status: 303,
    statusText: 'See Other',
    rawHeaders: ['Location', '/done', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=\u00fc'],
    atMs: NOON_MS + 1000,
    body: Buffer.from(body),
    ...given,
  }
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
