import {
  type DecisionKind,
  type Outcome,
  type SignatureOutcome,
  spellReason,
} from '../model/index.ts'

/** Longer paths are cut: enough to find the route, not enough to fill a disk. */
const PATH_CHARS_MAX = 256

/** One request in the log: never an address, a header or a query. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly reference: string
  readonly site: string
  readonly route: string
  readonly method: string
  /** Without parameters, at most 256 characters. */
  readonly path: string
  /** 0 where the client left before an answer began. */
  readonly status: number
  readonly decision: Outcome['decision']
  /** `rule: bad tool`. */
  readonly reason: string
  /** What would have been decided, had all that is in shadow been enforced, where that differs. */
  readonly would?: DecisionKind
  /** Of `would`. */
  readonly wouldReason?: string
  readonly clearance: Outcome['clearance']
  readonly score: number
  /** Where there are any. */
  readonly marks?: readonly string[]
  readonly durationMs: number
  readonly backendMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** A pseudonym, another each day; empty for nobody. */
  readonly network: string
  /** Of the program that asked, as rules name it; empty where no policy was asked. */
  readonly fingerprint: string
  /** What came of its signature, where it carried one and a policy asked. */
  readonly signature?: SignatureOutcome
  /** The agent whose key it names; empty where nobody's. */
  readonly signer?: string
}

/** Named one by one, so that nothing gets into the log because it got into an outcome. */
export function logLineOf(outcome: Outcome, network: string, time: string): LogLine {
  const { reason, would, marks, signature } = outcome
  return {
    time,
    reference: outcome.reference,
    site: outcome.site,
    route: outcome.route,
    method: outcome.method,
    path: loggedPath(outcome.path),
    status: outcome.status,
    decision: outcome.decision,
    reason: spellReason(reason),
    ...(would === null ? {} : { would: would.kind, wouldReason: spellReason(would.reason) }),
    clearance: outcome.clearance,
    score: outcome.score,
    ...(marks.length === 0 ? {} : { marks }),
    durationMs: toTenths(outcome.durationMs),
    backendMs: toTenths(outcome.backendMs),
    bytesIn: outcome.bytesIn,
    bytesOut: outcome.bytesOut,
    network,
    fingerprint: outcome.fingerprint,
    ...(signature === null ? {} : { signature: signature.outcome, signer: signature.signer }),
  }
}

export function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** ASCII without parameter, query and fragment: nearly every path, logged as it is. */
function isPlain(path: string): boolean {
  if (path.length > PATH_CHARS_MAX) return false
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code >= 0x7f || code === 0x3b || code === 0x3f || code === 0x23) return false
  }
  return true
}

/** Path parameters hold session ids as often as not, so they stay out, and a query always does. */
export function loggedPath(path: string): string {
  if (isPlain(path)) return path
  const bare = path.replace(/[?#].*|;[^/?#]*/gs, '').slice(0, PATH_CHARS_MAX)
  // JSON escapes only some of the characters that a terminal obeys.
  const quiet = bare.replace(/[\u007f-\u009f]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return quiet.slice(0, PATH_CHARS_MAX)
}
