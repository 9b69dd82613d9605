import { isEqual, tagOf } from './keys.ts'
import { DamagedError, PREFIX_BYTES, Seal, TAG_BYTES } from './sealing.ts'

/**
 * A file begins with a head of one block: what must be found before anything is opened, then, where it was
 * moved, to where. Behind it lie the sealed submission, as record 0, and the body's records or the answer's.
 */
export const HEAD_BYTES = 4_096

/** What was written last of the first part tells that it is whole: a sector, so a disk writes it whole. */
const FIXED_BYTES = 512

/** `PKF1`. */
const MAGIC = 0x50_4b_46_31

const DIGEST_BYTES = 32
const CLOSING_BYTES = 8 + DIGEST_BYTES + TAG_BYTES

/** Where things lie in the first part. */
const IS_RECEIPT = 4
const BODY_PREFIX = 5
const ANSWER_PREFIX = BODY_PREFIX + PREFIX_BYTES
const SUBMISSION_BYTES = 20
const AT = 24
const LENGTH = 32
const TARGET_TAG = 40
const BODY_TAG = TARGET_TAG + DIGEST_BYTES
const CLOSING = BODY_TAG + DIGEST_BYTES
const MAC = CLOSING + CLOSING_BYTES

/** And in the second: how long the sealed target is, its tag, its prefix, itself. */
const MOVED = FIXED_BYTES
const MOVED_TAG = MOVED + 2
const MOVED_PREFIX = MOVED_TAG + DIGEST_BYTES
const MOVED_TARGET = MOVED_PREFIX + PREFIX_BYTES

/** Bytes of the longest target a submission can be moved to. */
export const MOVED_BYTES_MAX = HEAD_BYTES - MOVED_TARGET - TAG_BYTES

/** What the first part says. */
export interface Head {
  /** An answer lies behind the submission, no body. */
  readonly isReceipt: boolean
  readonly bodyPrefix: Uint8Array
  readonly answerPrefix: Uint8Array
  /** Of the sealed submission. */
  readonly submissionBytes: number
  readonly atMs: number
  /** Of the body. */
  readonly length: number
  readonly targetTag: Uint8Array
  readonly bodyTag: Uint8Array
  /** Length and digest of the body once more, sealed. */
  readonly closing: Uint8Array
}

export function writeHead(head: Head, tagKey: Buffer): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES)
  bytes.writeUInt32BE(MAGIC, 0)
  bytes[IS_RECEIPT] = head.isReceipt ? 1 : 0
  bytes.set(head.bodyPrefix, BODY_PREFIX)
  bytes.set(head.answerPrefix, ANSWER_PREFIX)
  bytes.writeUInt32BE(head.submissionBytes, SUBMISSION_BYTES)
  bytes.writeDoubleBE(head.atMs, AT)
  bytes.writeDoubleBE(head.length, LENGTH)
  bytes.set(head.targetTag, TARGET_TAG)
  bytes.set(head.bodyTag, BODY_TAG)
  bytes.set(head.closing, CLOSING)
  bytes.set(macOf(bytes, tagKey), MAC)
  return bytes
}

/** Null where it is damaged, or was not written with this half of the key. */
export function readHead(bytes: Buffer, tagKey: Buffer): Head | null {
  if (bytes.length < HEAD_BYTES || bytes.readUInt32BE(0) !== MAGIC) return null
  if (!isEqual(bytes.subarray(MAC, MAC + DIGEST_BYTES), macOf(bytes, tagKey))) return null
  const part = (at: number, length: number): Buffer => Buffer.from(bytes.subarray(at, at + length))
  return {
    isReceipt: bytes[IS_RECEIPT] === 1,
    bodyPrefix: part(BODY_PREFIX, PREFIX_BYTES),
    answerPrefix: part(ANSWER_PREFIX, PREFIX_BYTES),
    submissionBytes: bytes.readUInt32BE(SUBMISSION_BYTES),
    atMs: bytes.readDoubleBE(AT),
    length: bytes.readDoubleBE(LENGTH),
    targetTag: part(TARGET_TAG, DIGEST_BYTES),
    bodyTag: part(BODY_TAG, DIGEST_BYTES),
    closing: part(CLOSING, CLOSING_BYTES),
  }
}

function macOf(bytes: Buffer, tagKey: Buffer): Buffer {
  return tagOf(tagKey, 'head', bytes.subarray(0, MAC))
}

/** Length and digest of a body, sealed when its end is there. */
export function closingOf(seal: Seal, length: number, digest: Uint8Array): Buffer {
  const plain = Buffer.alloc(8 + DIGEST_BYTES)
  plain.writeDoubleBE(length, 0)
  plain.set(digest, 8)
  return seal.sealAside(plain)
}

/** The digest. @throws DamagedError where the head does not belong to what is sealed. */
export function openClosing(seal: Seal, { closing, length }: Head): Buffer {
  const plain = seal.openAside(closing)
  if (plain.readDoubleBE(0) !== length) throw new DamagedError('its length')
  return plain.subarray(8)
}

/** The keys and the id with which a target is sealed. */
export interface TargetKeys {
  readonly id: string
  readonly tagKey: Buffer
  readonly body: Buffer
}

/** The second part of a head; `prefix` is new each time. */
export function writeMoved(target: string, prefix: Uint8Array, keys: TargetKeys): Buffer {
  const plain = Buffer.from(target, 'latin1')
  const sealed = new Seal(keys.body, prefix, keys.id).sealAside(plain)
  const bytes = Buffer.alloc(HEAD_BYTES - MOVED)
  bytes.writeUInt16BE(sealed.length, 0)
  bytes.set(tagOf(keys.tagKey, 'target', plain), MOVED_TAG - MOVED)
  bytes.set(prefix, MOVED_PREFIX - MOVED)
  bytes.set(sealed, MOVED_TARGET - MOVED)
  return bytes
}

/** Where the second part begins. */
export const MOVED_POSITION = MOVED

/** The tag of the target it was moved to; null where it was not moved. */
export function movedTagOf(bytes: Buffer): Buffer | null {
  if (bytes.readUInt16BE(MOVED) === 0) return null
  return Buffer.from(bytes.subarray(MOVED_TAG, MOVED_TAG + DIGEST_BYTES))
}

/** The target it was moved to; null where it was not, or where that was not written to its end. */
export function readMoved(bytes: Buffer, { id, body }: TargetKeys): string | null {
  const length = bytes.readUInt16BE(MOVED)
  if (length === 0 || MOVED_TARGET + length > HEAD_BYTES) return null
  const prefix = bytes.subarray(MOVED_PREFIX, MOVED_TARGET)
  try {
    const sealed = bytes.subarray(MOVED_TARGET, MOVED_TARGET + length)
    return new Seal(body, prefix, id).openAside(sealed).toString('latin1')
  } catch (error) {
    if (error instanceof DamagedError) return null
    throw error
  }
}
