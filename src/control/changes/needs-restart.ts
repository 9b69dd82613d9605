import { isDeepStrictEqual } from 'node:util'
import { type Snapshot } from '../../model/index.ts'

/** What is made once, when the gate starts, by the key's name in the configuration. */
const MADE_AT_START: readonly (readonly [string, (snapshot: Snapshot) => unknown])[] = [
  ['listen', ({ listen }) => listen],
  ['workers', ({ workers }) => workers],
  ['admin', ({ admin }) => admin],
  ['pass.keys', ({ pass }) => pass.keysFile],
  ['keepSubmission.folder', ({ keep }) => keep.folder],
  ['slowReaders', ({ slowReaders }) => slowReaders],
]

/** The keys that a reload cannot change, among those that differ. */
export function keysThatNeedRestart(from: Snapshot, to: Snapshot): readonly string[] {
  return MADE_AT_START.filter(([, read]) => !isDeepStrictEqual(read(from), read(to))).map(
    ([key]) => key,
  )
}
