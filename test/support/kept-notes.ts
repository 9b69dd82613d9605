import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

/** Names of the files that a gate keeps in its folder. */
export function keptNames(gateFolder: string): readonly string[] {
  const folder = join(gateFolder, 'run/kept')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

/**
 * Waits until it is noted what became of a form that was claimed: its sender has the answer a moment before, and
 * whoever sends the same one just then is told that it is on its way.
 */
export async function isNoted(gateFolder: string, claim = ''): Promise<void> {
  const [id = ''] = claim.split('.')
  await eventually('it is noted what became of it', () =>
    keptNames(gateFolder).every(
      (name) => !name.startsWith(`${id}.`) || !/\.deliver(?:ing|ed)(?:\.|$)/.test(name),
    ),
  )
}
