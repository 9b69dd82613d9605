import { type Readable } from 'node:stream'
import { type BackendRequest, type OpenServer } from '../../backends/index.ts'
import { type FlowTools } from './answer-flow.ts'
import { type Deadlines } from '../bounds/deadlines.ts'
import { type FailureKind } from '../answers/failure.ts'
import { type CookieOffer } from '../answers/renewal.ts'

/** How a backend failed. */
export interface FailedHow {
  /** Whether any of the request may have left the gate. */
  readonly wasSent: boolean
  /** Of the system, such as `ECONNREFUSED`, or the rule that was broken; for the log. */
  readonly code: string
}

export interface RelayEvents {
  readonly deadlines: Deadlines
  readonly flow: FlowTools
  /** Says when there is a connection for the request. */
  readonly server: OpenServer
  /** The request's body where that has not come whole. */
  readonly coming: Readable | null
  /** Sends the request to its backend. */
  readonly send: (request: BackendRequest) => void
  /** Whether it makes no difference to be sent twice (RFC 9110 section 9.2.2), and has no body. */
  readonly isRepeatable: boolean
  /** The trailers that may stand behind the answer, in lower case. */
  readonly trailersAllowed: readonly string[]
  /** How long the request may wait for a connection to its backend. */
  readonly queueMs: number
  /** Whether the client gets the answer's fields alone. */
  readonly isBare: boolean
  /** Asked for where the answer is not publicly cacheable, and added to it. */
  readonly setCookie: CookieOffer | null
  /** The backend's answer begins, with these header fields. */
  readonly onAnswer: (fields: readonly string[]) => void
  /** The backend failed before its answer began: the client can still be told. */
  readonly onFailure: (kind: FailureKind, how: FailedHow) => void
  /** Called once, whatever happens. */
  readonly onDone: () => void
}
