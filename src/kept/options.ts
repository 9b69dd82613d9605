import { type KeptRoom } from '../limits/index.ts'
import { type Clock } from '../model/index.ts'
import { type Disk } from './disk.ts'

/** How much is kept, where, and for how long. */
export interface StoreSettings {
  /** Absolute path; gates may share it. */
  readonly folder: string
  /** Of one body, of all that is kept for a network, and in all; in bytes. */
  readonly bytesMax: number
  readonly networkMax: number
  readonly totalMax: number
  /** From when it was received. */
  readonly forMs: number
}

/** The disk failed: the system's code, such as `ENOSPC`, and at what. */
export interface DiskFault {
  readonly code: string
  readonly doing: string
}

export interface StoreOptions {
  /** Asked each time, so that a reload counts at once; only the folder stays what it was. */
  readonly settings: () => StoreSettings
  readonly room: KeptRoom
  readonly clock: Pick<Clock, 'wallMs'>
  /** Told of every failure that is answered with `broken`, and of those met while sweeping. */
  readonly onFault?: (fault: DiskFault) => void
  /** Default: the system's. */
  readonly disk?: Disk
}
