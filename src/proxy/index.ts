/** Request in, answer out: the road of one request. */
export { CODE_PATH } from '../challenge-pages/index.ts'
export { ConductBook } from './bounds/conduct.ts'
export { type DescribedRequest, type Found, identifyDescribed } from './reading/described.ts'
export { sharedLedger } from './bounds/ledger.ts'
export { closeIdle } from './arrival/node-connection.ts'
export { openGate, type GateTools, type OpenGate } from './open-gate.ts'
export { Spool, type SpoolFault } from './spool/spool.ts'
export { pathReadings } from './reading/path-readings.ts'
