import { type Clearance } from './clearance.ts'
import { type DecisionKind, type Reason } from './decision.ts'
import { type ClientNetwork } from './facts.ts'
import { type Reference } from './reference.ts'

/** Everything that is recorded about one finished request. Never an address, header or query. */
export interface Outcome {
  readonly wallMs: number
  readonly reference: Reference
  readonly site: string
  readonly route: string
  readonly method: string
  /** As sent; the record strips parameters and shortens it. */
  readonly path: string
  /** 0 where the client left before an answer began. */
  readonly status: number
  /** `own` for the gate's own paths, `error` for what could not be judged or forwarded. */
  readonly decision: DecisionKind | 'own' | 'error'
  readonly reason: Reason
  readonly clearance: Clearance | 'none'
  readonly score: number
  readonly durationMs: number
  /** Until the backend's answer began; 0 where it was not asked. */
  readonly backendMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly network: ClientNetwork | null
}
