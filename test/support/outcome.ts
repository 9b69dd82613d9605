import { networkOf } from '../../src/client/index.ts'
import { type Outcome, type Step, referenceFrom } from '../../src/model/index.ts'
import { addressOf } from './facts.ts'

/** Sunday noon in Luxembourg's winter, UTC. */
export const NOON_MS = Date.UTC(2026, 10, 22, 12)

/** A page that passed and that nothing spoke against. */
export function outcomeOf(given: Partial<Outcome> = {}): Outcome {
  return {
    wallMs: NOON_MS,
    reference: referenceFrom(new Uint8Array(5), 0),
    site: 'portal',
    route: 'everything',
    policy: 'read',
    backend: 'app',
    method: 'GET',
    path: '/',
    status: 200,
    decision: 'pass',
    reason: { what: 'policy', name: 'default', line: 7 },
    would: null,
    clearance: 'worked',
    pass: '',
    score: 3,
    marks: [],
    steps: [],
    doors: [],
    visits: [],
    durationMs: 12.3456,
    gateMs: 0.3,
    backendMs: 10.04,
    bytesIn: 100,
    bytesOut: 2000,
    signature: null,
    network: networkOf(addressOf('203.0.113.7')),
    fingerprint: 'b3VyIGJyb3dz',
    ...given,
  }
}

/** The word of a limit that was over, unless told otherwise. */
export function stepOf(given: Partial<Step> = {}): Step {
  return {
    what: 'limit',
    name: 'network',
    verdict: 'challenge',
    points: 0,
    inShadow: false,
    file: 'config/paart.yaml',
    line: 42,
    ...given,
  }
}
