/** What waits on the disk: submissions until they may go on, sealed with a key that is not on this machine. */
export { type Done, type SpoolDisk, systemSpoolDisk } from './spool-disk.ts'
export {
  type Arrival,
  type Caretaker,
  type Glance,
  type Keeper,
  type KeptCount,
  type KeptCounts,
  type KeptFile,
  type KeptState,
  type KeptStore,
  type NotKept,
  type Shown,
  type StoredAnswer,
  type Submission,
  type Ticket,
  isWaiting,
} from './kept.ts'
export { openCaretaker } from './caretaker.ts'
export { type DiskFault, type StoreOptions, type StoreSettings } from './options.ts'
export { glanceOf } from './contents.ts'
export { markOfId, minuteOfId } from './keys.ts'
export { openKeptStore } from './store.ts'
export { ANSWER_BYTES_MAX } from './answers.ts'
export { type Disk, DiskError } from './disk.ts'
export { MOVED_BYTES_MAX } from './head.ts'
