/** Starts a gate, looks after its workers, changes what it serves by, stops it: wires things together. */
export { type Answer, type Ending } from './answer.ts'
export { type GateSource, readSource, withFiles, type Written } from './source.ts'
export { startGate, type GateEvents, type RunningGate } from './start.ts'
export { StartError } from './start-error.ts'
export { version } from './version.ts'
