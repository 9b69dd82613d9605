/**
 * How careless software finds the end of a message: whatever resembles a field is one, and where two
 * contradict each other it believes in one of them, right or wrong.
 */
export type Belief = 'length' | 'coding'

export interface SloppyMessage {
  /** Request line and fields, without the empty line. */
  readonly head: string
  readonly bytes: string
  readonly rest: string
}

/** The first message of `bytes` (one character a byte), or null where it has not all come yet. */
export function takeMessage(bytes: string, belief: Belief): SloppyMessage | null {
  const blank = /\r?\n\r?\n/.exec(bytes)
  if (blank === null) return null
  const head = bytes.slice(0, blank.index)
  const bodyStart = blank.index + blank[0].length
  const end = endOfBody(bytes, bodyStart, { head, belief })
  if (end === null || end > bytes.length) return null
  return { head, bytes: bytes.slice(0, end), rest: bytes.slice(end) }
}

function endOfBody(
  bytes: string,
  start: number,
  { head, belief }: { readonly head: string; readonly belief: Belief },
): number | null {
  const length = /^[^a-z\n]*content[-_]length[^a-z0-9]*(\d{1,9})/im.exec(head)
  const isChunked = /^[^a-z\n]*transfer[-_]encoding[^a-z]*chunked/im.test(head)
  const believesLength = length !== null && (belief === 'length' || !isChunked)
  if (believesLength) return start + Number(length[1])
  return isChunked ? endOfChunks(bytes, start) : start
}

function endOfChunks(bytes: string, start: number): number | null {
  const line = /[^\n]*\n/y
  line.lastIndex = start
  for (;;) {
    const [sizeLine] = line.exec(bytes) ?? []
    if (sizeLine === undefined) return null
    const size = Number.parseInt(sizeLine, 16) || 0
    if (size === 0) break
    line.lastIndex += size
    if (line.exec(bytes) === null) return null
  }
  for (;;) {
    const [trailer] = line.exec(bytes) ?? []
    if (trailer === undefined) return null
    if (trailer.trim() === '') return line.lastIndex
  }
}
