import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileGate, startFileGate } from './file-gate.ts'

type Test = Parameters<typeof startFileGate>[0]

/** Two gates of one ring, as an operator makes them: the key file of the first is copied. */
export async function startTwoGates(t: Test, text: string): Promise<readonly [FileGate, FileGate]> {
  const first = await startFileGate(t, text)
  return [first, await startNextGate(t, text, first)]
}

/** Another gate of the same ring, which knows nothing else. */
export async function startNextGate(
  t: Test,
  text: string,
  first: Pick<FileGate, 'folder'>,
): Promise<FileGate> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-file-'))
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  copyFileSync(join(first.folder, 'run/keys.json'), join(folder, 'run/keys.json'))
  return startFileGate(t, text, folder)
}
