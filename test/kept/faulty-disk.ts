import { type Disk, DiskError } from '../../src/kept/index.ts'
import { systemDisk } from '../../src/kept/disk.ts'

export type Operation = keyof Disk

/** The system's disk with failures on order. */
export interface FaultyDisk {
  readonly disk: Disk
  /** What was asked of it, in order. */
  readonly asked: Operation[]
  /** Fails the `nth` such operation from now on (1: the next), and, if `isLasting`, all after it. */
  readonly fail: (operation: Operation, nth: number, code: string, isLasting?: boolean) => void
  readonly heal: () => void
}

export function faultyDisk(): FaultyDisk {
  const asked: Operation[] = []
  let fault: { operation: Operation; left: number; code: string; isLasting: boolean } | null = null
  const isDue = (operation: Operation): boolean => {
    if (fault === null || fault.operation !== operation) return false
    fault.left--
    return fault.left === 0 || (fault.left < 0 && fault.isLasting)
  }
  const disk = new Proxy(systemDisk, {
    get: (target, operation: Operation) =>
      function called(...given: never[]) {
        asked.push(operation)
        if (!isDue(operation)) return (target[operation] as (...all: never[]) => unknown)(...given)
        const error = new DiskError(fault?.code ?? '', operation)
        if (operation === 'create') throw error
        return Promise.reject(error)
      },
  })
  return {
    disk,
    asked,
    fail(operation, nth, code, isLasting = false) {
      fault = { operation, left: nth, code, isLasting }
    },
    heal() {
      fault = null
    },
  }
}
