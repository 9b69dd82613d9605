/** Starts a gate, looks after its workers, changes what it serves by, stops it: wires things together. */
export { type Answer, type Ending, table } from './answer.ts'
export { lookAtLog } from '../record/index.ts'
export { CODES_AT_ONCE_MAX } from './code-desk.ts'
export { examine, type Examined } from './examine.ts'
export {
  type GateSource,
  readPresets,
  readSource,
  readTestFile,
  withFiles,
  type Written,
} from './source.ts'
export { startGate, type GateEvents, type RunningGate } from './start.ts'
export { StartError } from './start-error.ts'
export { version } from './version.ts'
