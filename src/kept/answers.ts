import { type StoredAnswer } from './kept.ts'
import { DamagedError, RECORD_BYTES, TAG_BYTES, sealedLength } from './sealing.ts'

/** Of an answer's body: pages are smaller, and what is larger is a download that can be had again. */
export const ANSWER_BYTES_MAX = 1_048_576

const LENGTH_BYTES = 4

/** All of an answer but its body, and before it how long that is. */
export function answerLead({ status, statusText, rawHeaders, atMs }: StoredAnswer): Buffer {
  const text = Buffer.from(JSON.stringify({ status, statusText, rawHeaders, atMs }))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length, 0)
  return Buffer.concat([length, text])
}

export function answerFrom(bytes: Buffer): StoredAnswer {
  const end = LENGTH_BYTES + bytes.readUInt32BE(0)
  const text = bytes.subarray(LENGTH_BYTES, end).toString()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was sealed is what is opened
  const rest = JSON.parse(text) as Omit<StoredAnswer, 'body'>
  return { ...rest, body: bytes.subarray(end) }
}

/** How many plain bytes lie in so many sealed ones. @throws DamagedError where none can. */
export function plainLength(sealedBytes: number): number {
  const length = sealedBytes - Math.ceil(sealedBytes / (RECORD_BYTES + TAG_BYTES)) * TAG_BYTES
  if (length < 0 || sealedLength(length) !== sealedBytes) throw new DamagedError('its end')
  return length
}
