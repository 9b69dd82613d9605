/** Request in, answer out: the road of one request. */
export { CODE_PATH } from '../challenge-pages/index.ts'
export { ConductBook } from './conduct.ts'
export { type DescribedRequest, type Found, identifyDescribed } from './described.ts'
export { sharedLedger } from './ledger.ts'
export { closeIdle } from './node-connection.ts'
export { openGate, type GateTools, type OpenGate } from './open-gate.ts'
export { pathReadings } from './path-readings.ts'
