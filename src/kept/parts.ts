import { Depot } from './depot.ts'
import { DiskError, systemDisk } from './disk.ts'
import { markOf } from './mark.ts'
import { type DiskFault, type StoreOptions, type StoreSettings } from './options.ts'
import { Run } from './runs.ts'

/** What every part of an open store works with. */
export interface StoreParts {
  readonly depot: Depot
  /** Of the folder. */
  readonly mark: string
  readonly settings: () => StoreSettings
  readonly wallMs: () => number
  readonly onFault: (fault: DiskFault) => void
}

/** Does what may fail without harm, if the disk fails: that is told and no more. */
export async function faultless(
  { onFault }: Pick<StoreParts, 'onFault'>,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    onFault({ code: error.code, doing: error.doing })
  }
}

/** In a folder that is there. `runId`: default a new one. */
export async function openParts(options: StoreOptions, runId?: string): Promise<StoreParts> {
  const { settings, room, clock, disk = systemDisk, onFault = ignore } = options
  const { folder } = settings()
  const mark = await markOf(folder)
  const run = await Run.begin(folder, runId)
  const depot = new Depot({ disk, folder, room, run })
  return { depot, mark, settings, wallMs: clock.wallMs, onFault }
}

function ignore(): void {
  // Whoever opens the store need not hear of its faults.
}
