import { join } from 'node:path'
import { preparePrivateFolder } from './private-folder.ts'

/** In the folder of the keys: whoever may write there could let anybody in anyway. */
const NAME = 'compiled'

/**
 * Where Node keeps what it has compiled of this program (`NODE_COMPILE_CACHE`), about 5 MiB: a worker
 * that takes a dead one's place is there in half the time. Null where nobody may write, or where
 * others could put their code in the place of ours: all goes on then, more slowly.
 */
export function compiledFolder(keysFolder: string): string | null {
  const folder = join(keysFolder, NAME)
  try {
    preparePrivateFolder(keysFolder)
    preparePrivateFolder(folder)
    return folder
  } catch {
    return null
  }
}

/** The environment of a thread that keeps there what it compiles; what the operator has said of it goes first. */
export function environmentWith(compiled: string | null): NodeJS.ProcessEnv {
  return compiled === null ? process.env : { NODE_COMPILE_CACHE: compiled, ...process.env }
}
