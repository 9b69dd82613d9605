import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What this process keeps alive, in bytes: what nobody holds any more has been let go of. */
export function keptBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('the garbage collector cannot be called')
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
