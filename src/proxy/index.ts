/** Request in, answer out: the road of one request. */
export { openGate, type GateTools, type OpenGate } from './open-gate.ts'
export { pathReadings } from './path-readings.ts'
