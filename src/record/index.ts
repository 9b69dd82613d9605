/** What the gate remembers of what it did: log lines, metrics, decisions that can be explained. */
export { EXPOSITION_TYPE } from './exposition.ts'
export { lookAtFolder, lookAtLog, problemOf, tryLog } from './log-file.ts'
export { type LogLine } from './log-line.ts'
export {
  type MachineReadings,
  type ProcessReadings,
  type ShareReading,
  type ThreadReadings,
} from './machine-families.ts'
export { HISTOGRAMS } from './metric-names.ts'
export { type MetricsDelta } from './metrics.ts'
export { MetricsSum, RELOAD_RESULTS, type ReloadResult } from './metrics-sum.ts'
export { type Readings } from './readings.ts'
export { type NoteMessage } from './notes.ts'
export {
  EXPLAINED_PER_NETWORK_MAX,
  EXPLAINED_WINDOW_MS,
  type NoteDetails,
  openRecorder,
  type Recorder,
  type RecorderOptions,
} from './recorder.ts'
export { attachRing, createRing, type Ring, type RingMemory } from './ring.ts'
export { type Explained } from './ring-entry.ts'
export { callHistogram, type StoreReadings } from './store-families.ts'
