import { AnswerReader } from '../../../src/backends/http1/answer.ts'
import { HttpFault } from '../../../src/backends/http1/faults.ts'

/** One answer as somebody has read it; one character is one byte. */
export interface Reading {
  /** Those before it, but `100`, which nobody is told of. */
  readonly interim: readonly { readonly status: number; readonly fields: readonly string[] }[]
  readonly status: number
  readonly reason: string
  readonly fields: readonly string[]
  readonly body: string
  readonly trailers: readonly string[]
  /** What came behind its end. */
  readonly rest: string
  /** Why it was refused, or is not whole; null where it is. */
  readonly fault: string | null
}

/** What has been read until now. */
export class Draft implements Reading {
  readonly interim: { readonly status: number; readonly fields: readonly string[] }[] = []
  status = 0
  reason = ''
  fields: readonly string[] = []
  body = ''
  trailers: readonly string[] = []
  rest = ''
  fault: string | null = null
}

export interface ReadByUs extends Reading {
  /** Whether another request might follow on its connection. */
  readonly isKept: boolean
  /** The pieces in which its body was passed on. */
  readonly pieces: number
}

/**
 * Reads an answer by the gate's reader, in pieces that end where `cuts` says; its connection ends behind it, in good
 * order.
 */
export function readByUs(
  answer: string,
  {
    method = 'GET',
    cuts = [],
  }: { readonly method?: string; readonly cuts?: readonly number[] } = {},
): ReadByUs {
  const draft = new Draft()
  const reader = new AnswerReader()
  let pieces = 0
  reader.begin(method, {
    onInterim: (status, fields) => draft.interim.push({ status, fields }),
    onHead({ status, reason, fields }) {
      Object.assign(draft, { status, reason, fields })
    },
    onData(bytes) {
      draft.body += bytes.toString('latin1')
      pieces++
    },
  })
  const bytes = Buffer.from(answer, 'latin1')
  try {
    draft.rest = readPieces(reader, bytes, cuts)
    if (!reader.isOver) reader.end()
    draft.trailers = reader.trailers
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    draft.fault = error.fault
  }
  return Object.assign(draft, { isKept: reader.isKept, pieces })
}

/** Gives what is left. Each piece lies in memory of its own, which is spoiled once it has been read. */
function readPieces(reader: AnswerReader, bytes: Buffer, cuts: readonly number[]): string {
  const ends = [...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length]
  let from = 0
  for (const to of ends.toSorted((a, b) => a - b)) {
    const piece = Buffer.concat([Buffer.from('#'), bytes.subarray(from, to), Buffer.from('#')])
    const end = reader.read(piece, 1, piece.length - 1)
    piece.fill(0)
    if (reader.isOver) return bytes.toString('latin1', from + end - 1)
    from = to
  }
  return ''
}

/** Every way to cut a text in two. */
export function everyCut(text: string): readonly number[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => i + 1)
}

/** One byte a piece. */
export function byteByByte(text: string): readonly number[] {
  return everyCut(text)
}
