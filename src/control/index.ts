/** Starts a gate, looks after its workers, changes what it serves by, stops it: wires things together. */
export { type NoteLevel } from './system/note.ts'
export { type Answer, type Ending, table } from './operators/answer.ts'
export { lookAtLog } from '../record/index.ts'
export { lookAtAnswerFolder } from './system/answer-folder.ts'
export { CODES_AT_ONCE_MAX } from './operators/code-desk.ts'
export { orderFileOf, readOrders } from './operators/order-file.ts'
export { linesOf } from './operators/order-text.ts'
export { ORDER_MS, ORDER_MS_MAX, isClientTarget } from './operators/wishes.ts'
export { examine, type Examined } from './changes/examine.ts'
export {
  type GateSource,
  readPresets,
  readSource,
  readTestFile,
  withFiles,
  type Written,
} from './changes/source.ts'
export { startGate, type RunningGate } from './start.ts'
export { type GateEvents } from './events.ts'
export { openServiceManager, type ServiceManager } from './system/service-manager.ts'
export { StartError } from './system/start-error.ts'
export { version } from './system/version.ts'
