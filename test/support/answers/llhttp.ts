import { createRequire } from 'node:module'
import { Draft, type Reading } from './reading.ts'

/** What Node's client reads answers with, by itself. */
interface Parser {
  initialize(type: number, resource: object, headerBytesMax: number, lenientFlags: number): void
  execute(bytes: Uint8Array): number | Error
  finish(): Error | undefined
  [callback: number]: unknown
}

interface ParserClass {
  new (): Parser
  readonly RESPONSE: number
  readonly kOnHeaders: number
  readonly kOnHeadersComplete: number
  readonly kOnBody: number
  readonly kOnMessageComplete: number
}

/** As large as what the gate reads. */
const HEADER_BYTES_MAX = 64 * 1024

const SWITCHING = 101
const CONTINUE = 100

/** What it is told to do with a body: read it, or know that there is none. */
const READ = 0
const SKIP = 1

const HTTPParser = parserClass()

/** Node has no public way to it. */
function parserClass(): ParserClass {
  const { HTTPParser: found } = createRequire(import.meta.url)('node:_http_common') as {
    readonly HTTPParser: ParserClass
  }
  return found
}

/** Reads an answer by llhttp as strict as Node's client has it, a byte at a time, so that its end is known. */
export function readByLlhttp(answer: string, method = 'GET'): Reading {
  const draft = new Draft()
  const course = { isOver: false, late: [] as string[] }
  const parser = parserInto(draft, course, method)
  const bytes = Buffer.from(answer, 'latin1')
  for (let at = 0; at < bytes.length && draft.fault === null; at++) {
    const result = parser.execute(bytes.subarray(at, at + 1))
    if (course.isOver) {
      draft.rest = answer.slice(at + 1)
      return draft
    }
    if (result instanceof Error) draft.fault = codeOf(result)
  }
  if (draft.fault !== null) return draft
  const failure = parser.finish()
  if (failure instanceof Error) draft.fault = codeOf(failure)
  else if (!course.isOver) draft.fault = 'unfinished'
  return draft
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

function parserInto(
  draft: Draft,
  course: { isOver: boolean; late: string[] },
  method: string,
): Parser {
  const parser = new HTTPParser()
  parser.initialize(HTTPParser.RESPONSE, {}, HEADER_BYTES_MAX, 0)
  // Beyond thirty-two at a time they come in parts; and so do trailers.
  parser[HTTPParser.kOnHeaders] = (fields: readonly string[]) => void course.late.push(...fields)
  parser[HTTPParser.kOnHeadersComplete] = (...told: readonly unknown[]) => {
    const [, , fields, , , status, reason] = told as [
      number,
      number,
      readonly string[] | undefined,
      unknown,
      unknown,
      number,
      string,
    ]
    const all = [...course.late.splice(0), ...(fields ?? [])]
    if (status === SWITCHING) draft.fault = 'upgrade'
    else if (status >= 200) Object.assign(draft, { status, reason, fields: all })
    else if (status !== CONTINUE) draft.interim.push({ status, fields: all })
    return status < 200 || method === 'HEAD' ? SKIP : READ
  }
  parser[HTTPParser.kOnBody] = (bytes: Buffer) => {
    draft.body += Buffer.from(bytes).toString('latin1')
  }
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (draft.status === 0) return
    draft.trailers = course.late.splice(0)
    course.isOver = true
  }
  return parser
}
