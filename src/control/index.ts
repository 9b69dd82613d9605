/** Starts a gate, looks after its workers, stops it: the only place that wires things together. */
export { startGate, type GateEvents, type GateSource, type RunningGate } from './start.ts'
export { StartError } from './start-error.ts'
