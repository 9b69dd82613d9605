import { totalmem } from 'node:os'

/** On a small machine less: its memory is for other things too, and other workers hold as much. */
const MEMORY_SHARE = 1 / 16

/** So many bytes, or what of the machine's memory one of a worker's stores may take where that is less. */
export function memoryShare(bytesMax: number): number {
  return Math.min(bytesMax, memoryBytes() * MEMORY_SHARE)
}

/** What a container may use, or all there is. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory()
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
}
