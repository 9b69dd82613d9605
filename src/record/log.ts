import { type Outcome } from '../model/index.ts'
import { openLines } from './lines.ts'
import { pseudonyms } from './pseudonyms.ts'

/** Longer paths are cut: enough to find the route, not enough to fill a disk. */
const PATH_CHARS_MAX = 256

export interface LogOptions {
  /** `stdout`, or an absolute path. */
  readonly to: string
  /** The key of the networks' pseudonyms. */
  readonly key: () => Uint8Array
}

/** One worker's access log. */
export interface AccessLog {
  readonly write: (outcome: Outcome) => void
  /** Something the operator must know: a defect, a start, an end. */
  readonly note: (message: string, details: NoteDetails) => void
  /** Opens the file anew by its name, after something else has renamed it. */
  readonly reopen: () => void
  /** Writes in the background what is held, then closes. Later lines are lost. */
  readonly close: () => void
}

/** Plain values, so that writing them cannot fail. */
export type NoteDetails = Readonly<Record<string, string | number | boolean | null>>

/**
 * Opens the access log: one JSON line a request, never an address, a header or a query. A log that
 * cannot be written never stops a request.
 */
export function openAccessLog({ to, key }: LogOptions): AccessLog {
  const lines = openLines(to)
  const pseudonymOf = pseudonyms(key)
  return {
    write({ network, ...outcome }) {
      const pseudonym = network === null ? '' : pseudonymOf(network, outcome.wallMs)
      lines.append(JSON.stringify(fieldsOf(outcome, pseudonym)))
    },
    note(message, details) {
      lines.append(JSON.stringify({ time: new Date().toISOString(), message, ...details }))
    },
    reopen: lines.reopen,
    close: lines.close,
  }
}

/** Named one by one, so that nothing gets into the log because it got into an outcome. */
function fieldsOf(outcome: Omit<Outcome, 'network'>, network: string): Record<string, unknown> {
  const { reason } = outcome
  return {
    time: new Date(outcome.wallMs).toISOString(),
    reference: outcome.reference,
    site: outcome.site,
    route: outcome.route,
    method: outcome.method,
    path: loggedPath(outcome.path),
    status: outcome.status,
    decision: outcome.decision,
    reason: `${reason.what}: ${reason.name}`,
    clearance: outcome.clearance,
    score: outcome.score,
    durationMs: toTenths(outcome.durationMs),
    backendMs: toTenths(outcome.backendMs),
    bytesIn: outcome.bytesIn,
    bytesOut: outcome.bytesOut,
    network,
  }
}

function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** Path parameters hold session ids as often as not, so they stay out, and a query always does. */
function loggedPath(path: string): string {
  const bare = path.replace(/[?#].*|;[^/?#]*/gs, '').slice(0, PATH_CHARS_MAX)
  // JSON escapes only some of the characters that a terminal obeys.
  const quiet = bare.replace(/[\u007f-\u009f]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return quiet.slice(0, PATH_CHARS_MAX)
}
