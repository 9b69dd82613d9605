import { STATUS_CODES } from 'node:http'
import {
  type Page,
  type PageLanguage,
  chooseLanguage,
  gzipOf,
  pageHeaders,
} from '../../challenge-pages/index.ts'
import { languageCookieName, readCookies } from '../../client/index.ts'
import { type Reason, ROBOTS_PATH, type Scheme } from '../../model/index.ts'
import { discardBody } from './body.ts'
import { type Exchange } from '../exchange.ts'
import { FAILURES, type FailureKind, reasonName } from './failure.ts'
import { hasClearFraming } from '../reading/framing.ts'
import { type Gate } from '../gate.ts'
import { codingFor } from '../reading/codings.ts'
import { forgetRefusedHead } from '../arrival/node-connection.ts'
import { refuseLook } from './refused-look.ts'
import { readerOf } from '../reading/purpose.ts'
import { METHODS, REFUSALS, type RefusalKind, UNCLEAR } from '../reading/refusal.ts'
import { isRead, wayToken } from './tokens.ts'

/** What stands in `Paart-Decision` on every answer given in place of the backend's. */
export const TOLD = ['challenge', 'limit', 'deny', 'error'] as const

export type Told = (typeof TOLD)[number]

interface Problem {
  readonly told: Told
  readonly status: number
  readonly detail: string
  readonly retryAfterSeconds?: number
  /** With a challenge: the address where a person does the check and is led back. In a tab nobody asks. */
  readonly check?: () => string
  /** Names and values of further fields about the limit. */
  readonly rateLimit?: readonly string[]
  /** The methods that are served, with a 405. */
  readonly allow?: string
  /** With a limit: that of a waiting room. */
  readonly awaitsTurn?: boolean
}

const PROBLEM_TITLES: Readonly<Record<Exclude<Told, 'error'>, string>> = {
  challenge: 'This request needs a check',
  limit: 'Too many requests',
  deny: 'This request was not let through',
}

/**
 * Answers whoever reads no whole page: a small one for a frame, a problem document for a program. False
 * where nothing was sent, because a person in a tab wants the whole page.
 */
export function sendShort(exchange: Exchange, gate: Gate, problem: Problem): boolean {
  switch (readerOf(exchange.method, exchange.header)) {
    case 'tab':
      return false
    case 'frame':
      sendFramed(exchange, gate, problem)
      return true
    case 'program':
      sendProblem(exchange, problem)
      return true
  }
}

/** The language of the page that answers this exchange. */
export function languageOf(exchange: Exchange): PageLanguage {
  const { languages: offered, fallbackLanguage: fallback } = exchange.site ?? exchange.snapshot
  const scheme: Scheme = exchange.scheme
  const [chosen] = readCookies(exchange.header('cookie'), languageCookieName(scheme))
  const acceptLanguage = exchange.header('accept-language')
  return chooseLanguage({ chosen, path: exchange.path, acceptLanguage, offered, fallback })
}

/** Writes an answer of the gate's own; a HEAD gets the same without its body. */
export function send(
  exchange: Exchange,
  status: number,
  headers: readonly string[],
  body: string | Buffer | Packed = '',
): void {
  if (!isUnanswered(exchange)) return
  if (exchange.asked === 'look') return refuseLook(exchange)
  const { response, isHead } = exchange
  const fields = [...headers]
  if (exchange.earned !== null) fields.push('Set-Cookie', exchange.earned)
  const { whole, length } = weighed(body)
  if (tellsLength(status, length)) fields.push('Content-Length', String(length))
  if (discardBody(exchange) === 'close') fields.push('Connection', 'close')
  forgetRefusedHead(response, isHead)
  // Named, since a phrase that was refused would stand in for one that is not.
  response.writeHead(status, STATUS_CODES[status] ?? '', fields)
  if (isHead) response.end()
  // One-byte text goes out together with its head, as it is.
  else if (typeof whole === 'string' && whole.length === length) response.end(whole, 'latin1')
  else response.end(whole)
}

/** With 304 it would be that of the answer which is not sent (RFC 9110 section 8.6). */
function tellsLength(status: number, length: number): boolean {
  return length > 0 || (status >= 300 && status !== 304)
}

/** What is written, and how many bytes that is. */
function weighed(body: string | Buffer | Packed): {
  readonly whole: string | Buffer
  readonly length: number
} {
  if (typeof body === 'object' && 'packed' in body) {
    return { whole: body.packed, length: body.packed.length }
  }
  return { whole: body, length: Buffer.byteLength(body) }
}

/** Bytes as a text, one character for each. */
interface Packed {
  readonly packed: string
}

function isUnanswered({ isGone, response }: Exchange): boolean {
  return !isGone && !response.headersSent
}

/** Sends a page in place of the backend's answer. */
export function sendPage(
  exchange: Exchange,
  options: {
    readonly told: Told
    readonly status: number
    readonly page: Page
    readonly language: PageLanguage
    readonly retryAfterSeconds?: number
    readonly rateLimit?: readonly string[]
    readonly allow?: string
    readonly setCookies?: readonly string[]
  },
): void {
  const { told, status, page, language, setCookies = [] } = options
  const isPacked = codingFor(exchange.header('accept-encoding'), PAGE_CODINGS) !== null
  const headers = [...pageHeaders(language), 'Content-Security-Policy', page.contentSecurityPolicy]
  if (isPacked) headers.push('Content-Encoding', 'gzip')
  headers.push(...decisionHeaders(exchange, told, options))
  for (const cookie of setCookies) headers.push('Set-Cookie', cookie)
  send(exchange, status, headers, isPacked ? { packed: gzipOf(page.pieces) } : page.html)
}

const PAGE_CODINGS = ['gzip'] as const

function sendFramed(exchange: Exchange, gate: Gate, problem: Problem): void {
  const { told, status, check, retryAfterSeconds = 0, awaitsTurn = false } = problem
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).framed({
    language,
    reference: exchange.reference,
    told,
    status,
    check: check?.() ?? null,
    isForm: !isRead(exchange.method),
    retryAfterSeconds,
    awaitsTurn,
  })
  sendPage(exchange, { ...problem, page, language })
}

/** Statuses that a program which says who it is might not have met. */
const REFUSED: ReadonlySet<number> = new Set([403, 429])

/**
 * How a program says who it is: by a signature such as it asks for (RFC 9421 section 5.1), and as the page says to
 * which `help` leads, the relation for what helps with an answer just met (RFC 8288, its registry).
 */
const FOR_AGENTS = [
  'Accept-Signature',
  'sig1=("@authority" "signature-agent");created;expires;nonce;alg="ed25519";tag="web-bot-auth"',
]
const WITH_HELP = [...FOR_AGENTS, 'Link', `<${ROBOTS_PATH}>; rel="help"`]

/** A site may tell machines nothing: then there is no such page. */
function forAgents({ site }: Exchange): readonly string[] {
  return (site?.machines ?? null) === null ? FOR_AGENTS : WITH_HELP
}

/** Sends a problem document (RFC 9457) in place of the backend's answer. */
export function sendProblem(exchange: Exchange, problem: Problem): void {
  const { told, status, detail, retryAfterSeconds = 0, check } = problem
  const title = told === 'error' ? (STATUS_CODES[status] ?? 'Error') : PROBLEM_TITLES[told]
  const document = {
    type: `urn:paart:${told}`,
    title,
    status,
    detail,
    reference: exchange.reference,
    ...(told === 'limit' ? { retryAfterSeconds } : {}),
    ...(check === undefined ? {} : { check: check() }),
  }
  const headers = [
    ...(REFUSED.has(status) ? forAgents(exchange) : []),
    'Content-Type',
    'application/problem+json',
    'Cache-Control',
    'no-store',
    'X-Robots-Tag',
    'noindex',
    'Referrer-Policy',
    'same-origin',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'",
    ...decisionHeaders(exchange, told, problem),
  ]
  send(exchange, status, headers, `${JSON.stringify(document)}\n`)
}

function decisionHeaders(
  exchange: Exchange,
  told: Told,
  {
    retryAfterSeconds = 0,
    rateLimit = [],
    allow = '',
  }: Pick<Problem, 'retryAfterSeconds' | 'rateLimit' | 'allow'>,
): readonly string[] {
  const headers = ['Paart-Decision', told, 'Paart-Reference', exchange.reference]
  if (retryAfterSeconds > 0) headers.push('Retry-After', String(retryAfterSeconds))
  headers.push(...rateLimit)
  if (allow !== '') headers.push('Allow', allow)
  return headers
}

/** Answers a request that cannot be understood or served. */
export function refuse(exchange: Exchange, gate: Gate, kind: RefusalKind): void {
  exchange.decision = 'error'
  exchange.reason = { what: 'request', name: kind, line: 0 }
  if (UNCLEAR.has(kind)) exchange.response.shouldKeepAlive = false
  sendError(exchange, gate, REFUSALS[kind])
}

/** Answers a method that is not served at this path; `allow` names those that are. */
export function refuseMethod(exchange: Exchange, gate: Gate, allow: string): void {
  exchange.decision = 'error'
  exchange.reason = { what: 'request', name: 'method', line: 0 }
  sendError(exchange, gate, { ...REFUSALS.method, allow })
}

/** Answers a request whose backend failed, or that there is no room for. */
export function failWith(exchange: Exchange, gate: Gate, kind: FailureKind, code = ''): void {
  exchange.decision = 'error'
  exchange.reason = reasonOf(kind, code)
  sendError(exchange, gate, FAILURES[kind])
}

function reasonOf(kind: FailureKind, code: string): Reason {
  if (kind === 'gate-full' || kind === 'draining') return { what: 'gate', name: kind, line: 0 }
  return { what: 'backend', name: reasonName(kind, code), line: 0 }
}

/** An error page for a person in a tab; everybody else is told in short. */
export function sendError(exchange: Exchange, gate: Gate, error: Omit<Problem, 'told'>): void {
  const { status, retryAfterSeconds = 0, allow = '' } = error
  if (sendShort(exchange, gate, { told: 'error', ...error })) return
  const language = languageOf(exchange)
  const { reference } = exchange
  const page = gate
    .pages(exchange.site)
    .error({ language, reference, status, wayToken: wayToken(exchange, gate) })
  sendPage(exchange, { told: 'error', status, page, language, retryAfterSeconds, allow })
}

/** `OPTIONS *` asks about the gate itself; nothing else can be asked of `*` (RFC 9110 section 9.3.7). */
export function serveAsterisk(exchange: Exchange, gate: Gate): void {
  if (exchange.method !== 'OPTIONS') return refuse(exchange, gate, 'bad-target')
  if (!hasClearFraming(exchange)) return refuse(exchange, gate, 'bad-framing')
  exchange.decision = 'own'
  exchange.reason = { what: 'gate', name: 'asterisk', line: 0 }
  send(exchange, 204, ['Allow', METHODS])
}
