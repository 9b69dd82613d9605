import { type IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'

/** Longer than any method that is registered; what is longer begins no request. */
const METHOD_CHARS_MAX = 32

const LINE_FEED = 0x0a

/** How a request line begins, and how one that is cut off within its method: a field's name ends in a colon. */
const LINE_BEGUN = new RegExp(String.raw`^[^\s:]{1,${METHOD_CHARS_MAX}} `)
const LINE_CUT = new RegExp(String.raw`^[^\s:]{0,${METHOD_CHARS_MAX}}$`)

/** Node's parser, as its HTTP server keeps it on the socket; undocumented. */
interface Parser {
  readonly incoming?: IncomingMessage | null
  /** What was read last. */
  getCurrentBuffer(): Buffer
  /** What it calls, each at a place that its class names. */
  [place: number]: unknown
}

type OnRead = (...args: readonly unknown[]) => unknown

/**
 * Knows of heads that come in several reads whether their request line is still going on: Node's parser counts
 * line and fields as one, and says of neither that it was too long. It costs a comparison a read, and looks into
 * such heads alone. What came together with a PROXY protocol header is not seen: a line that begins there and is
 * too long is taken for fields.
 */
export class HeadWatch {
  /** Where a head has begun and not ended: whether it still was in its request line. */
  readonly #inLine = new WeakMap<Socket, boolean>()

  /** Call it for each connection as soon as Node reads requests of it. */
  watch(socket: Socket & { readonly parser?: Parser | null }): void {
    const { parser } = socket
    if (parser === undefined || parser === null) return
    const place = placeOfReads(parser)
    const tell = parser[place]
    if (!isFunction(tell)) return
    let latest: IncomingMessage | null = null
    let isBody = false
    parser[place] = (...args: readonly unknown[]) => {
      const { incoming = null } = parser
      const isHead = (incoming === latest || incoming === null) && !isBody
      if (isHead) this.#look(socket, parser, args)
      else this.#inLine.delete(socket)
      latest = incoming
      isBody = incoming?.complete === false
      return tell(...args)
    }
  }

  /** Whether a head ends within its request line, of which these bytes were read last. */
  endsInLine(socket: Socket, bytes: Buffer): boolean {
    const wasInLine = this.#inLine.get(socket)
    const end = bytes.lastIndexOf(LINE_FEED)
    if (end < 0 && wasInLine !== undefined) return wasInLine
    const line = bytes.toString('latin1', end + 1, end + 2 + METHOD_CHARS_MAX)
    // Behind another line a word that was cut off may as well be a field's name.
    return LINE_BEGUN.test(line) || (end < 0 && LINE_CUT.test(line))
  }

  #look(socket: Socket, parser: Parser, [read]: readonly unknown[]): void {
    // A number of bytes, or what was wrong with them.
    if (typeof read !== 'number') return
    this.#inLine.set(socket, this.endsInLine(socket, parser.getCurrentBuffer()))
  }
}

/** -1 where this version of Node has no such place. */
function placeOfReads({ constructor }: Parser): number {
  const place: unknown = Reflect.get(constructor, 'kOnExecute')
  return typeof place === 'number' ? place : -1
}

function isFunction(value: unknown): value is OnRead {
  return typeof value === 'function'
}
