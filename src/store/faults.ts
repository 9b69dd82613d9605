import { STORE_FAULTS, StoreFault, type StoreFaultKind } from './engine.ts'

/** What a server's answer begins with where it does not do what it is asked for. */
const BY_WORD: Readonly<Record<string, StoreFaultKind>> = {
  OOM: 'full',
  MISCONF: 'full',
  NOAUTH: 'denied',
  WRONGPASS: 'denied',
  NOPERM: 'denied',
  READONLY: 'replica',
  MASTERDOWN: 'replica',
  NOREPLICAS: 'replica',
  LOADING: 'loading',
  BUSY: 'loading',
}

/** In how many characters a server's own words are repeated. */
const CHARS_MAX = 160

/** Anything that a connection can throw. */
export function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error
  const message = error instanceof Error ? error.message : String(error)
  const kind = kindOf(error, message)
  // What the server says may hold anything; it stays on one line.
  const said = message.replaceAll(/[^ -~]+/g, ' ').slice(0, CHARS_MAX)
  return new StoreFault(kind, `${STORE_FAULTS[kind]}: ${said}`)
}

/** One that took longer than it may. */
export function silence(deadlineMs: number): StoreFault {
  return new StoreFault('silent', `${STORE_FAULTS.silent}: no answer within ${deadlineMs} ms`)
}

function kindOf(error: unknown, message: string): StoreFaultKind {
  const [first = ''] = message.split(' ', 1)
  const kind = BY_WORD[first]
  if (kind !== undefined) return kind
  // A script that fails repeats what it failed on behind words of its own.
  const inner = Object.keys(BY_WORD).find((word) => message.includes(`${word} `))
  if (inner !== undefined) return BY_WORD[inner] ?? 'unexpected'
  // Said by servers without an own word for it.
  if (/password|AUTH/.test(message)) return 'denied'
  return isAnswer(error) ? 'unexpected' : 'unreachable'
}

/** The client library's own word for an answer that is an error. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof Error && /(?:SimpleError|BlobError|ErrorReply)$/.test(error.constructor.name)
  )
}
