import { type FaultName } from '../../backends/index.ts'
import { type BACKEND_REASONS, type BackendReason } from '../../model/index.ts'

/** Failures that no backend is to blame for. */
export type GateFailure = 'gate-full' | 'draining'

export type BackendFailure = keyof typeof BACKEND_REASONS

/** What can go wrong around a backend, and what the client is told: whose fault it is decides. */
export type FailureKind = BackendFailure | GateFailure

interface Failure {
  readonly status: number
  readonly detail: string
  /** Seconds after which another try makes sense; 0 where nobody can say. */
  readonly retryAfterSeconds: number
}

/** Long enough for a backend to work off its queue, short enough for a citizen to wait. */
const BUSY_RETRY_SECONDS = 5

export const FAILURES = {
  'backend-refused': failure(502, 'The application behind this site could not be reached.'),
  'backend-tls': failure(502, 'The connection to the application behind this site is not safe.'),
  'backend-broke': failure(502, 'The application behind this site broke off its answer.'),
  'backend-slow': failure(504, 'The application behind this site took too long to answer.'),
  'backend-full': failure(503, 'This site has too many visitors right now.', BUSY_RETRY_SECONDS),
  'backend-drained': failure(503, 'This site is being worked on.', BUSY_RETRY_SECONDS),
  'gate-full': failure(503, 'This site has too many visitors right now.', BUSY_RETRY_SECONDS),
  draining: failure(503, 'This site is being restarted.', BUSY_RETRY_SECONDS),
  'client-body': failure(400, 'The request ended before its body did.'),
} as const satisfies Record<FailureKind, Failure>

function failure(status: number, detail: string, retryAfterSeconds = 0): Failure {
  return { status, detail, retryAfterSeconds }
}

const SLOW_CODES: ReadonlySet<string> = new Set(['ECONNECT_TIMEOUT', 'ETIMEDOUT'])

const REFUSED_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
])

/** Of certificates that cannot be verified, and of handshakes that fail. */
const TLS_CODE =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_)|SELF_SIGNED_CERT|_CERT_|^HOSTNAME_MISMATCH$/

/** The code of an error; empty where it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What a connection that its other side has closed looks like from here. */
const CLOSED: ReadonlySet<FaultName> = new Set<FaultName>(['closed', 'reset'])

/** Whether a connection failed because its other side has closed it. */
export function isClosure(name: FaultName): boolean {
  return CLOSED.has(name)
}

/** Failures that say something of the server, not of a client or of the gate's own caps. */
export function isServerFailure(kind: FailureKind): boolean {
  return SERVER_FAILURES.has(kind)
}

const SERVER_FAILURES: ReadonlySet<FailureKind> = new Set([
  'backend-refused',
  'backend-tls',
  'backend-broke',
  'backend-slow',
])

/** Sorts an error of the backend's connection by its code. */
export function failureOf(error: Error): BackendFailure {
  return kindOf(codeOf(error))
}

function kindOf(code: string): BackendFailure {
  if (SLOW_CODES.has(code)) return 'backend-slow'
  if (REFUSED_CODES.has(code)) return 'backend-refused'
  if (TLS_CODE.test(code)) return 'backend-tls'
  return 'backend-broke'
}

/** How a backend failed, and by which rule or code. */
export interface Failed {
  readonly kind: BackendFailure
  readonly code: string
}

/** Sorts what went wrong with an answer; `code` is the system's. */
export function faultOf(name: FaultName, code: string): Failed {
  if (name === 'connect') return { kind: kindOf(code), code }
  if (name === 'request-length') return { kind: 'client-body', code: '' }
  return { kind: SLOW.has(name) ? 'backend-slow' : 'backend-broke', code: name }
}

/** What takes longer than its timeout allows. */
const SLOW: ReadonlySet<FaultName> = new Set<FaultName>(['connect-slow', 'head-slow', 'body-slow'])

/** Behind it stands what is wrong with a certificate, or which rule an answer broke: it is found out nowhere else. */
export function reasonName(kind: BackendFailure, code: string): BackendReason {
  if (code === '' || (kind !== 'backend-tls' && kind !== 'backend-broke')) return kind
  return `${kind} ${code}`
}
