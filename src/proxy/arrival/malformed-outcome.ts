import { type Outcome, type RequestReason } from '../../model/index.ts'
import { type Gate } from '../gate.ts'

/** What is recorded of bytes that were no request. */
export function malformedOutcome(
  status: number,
  reason: RequestReason,
  { gate, bytesIn }: { gate: Gate; bytesIn: number },
): Outcome {
  return {
    wallMs: gate.clock.wallMs(),
    reference: gate.newReference(),
    site: '',
    route: '',
    policy: '',
    backend: '',
    method: '',
    path: '',
    status,
    decision: 'error',
    reason: { what: 'request', name: reason, line: 0 },
    would: null,
    clearance: 'none',
    pass: '',
    score: 0,
    marks: [],
    steps: [],
    doors: [],
    visits: [],
    durationMs: 0,
    gateMs: 0,
    backendMs: 0,
    bytesIn,
    bytesOut: 0,
    network: null,
    signature: null,
    fingerprint: '',
  }
}
