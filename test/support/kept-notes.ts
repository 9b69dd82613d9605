import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type KeptState } from '../../src/kept/index.ts'
import { readName } from '../../src/kept/names.ts'
import { eventually } from './eventually.ts'

/** Names of the files that a gate keeps in its folder. */
export function keptNames(gateFolder: string): readonly string[] {
  const folder = join(gateFolder, 'run/kept')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

/** Of a form whose answer is on its way, or was not yet taken off our hands. */
const UNDER_WAY: ReadonlySet<string> = new Set<KeptState>(['delivering', 'delivered'])

/** A list that is made while a file is renamed may have it under neither name. */
const LOOKS = 2

/**
 * Waits until it is noted what became of a form that was claimed: its sender has the answer a moment before, and
 * whoever sends the same one just then is told that it is on its way.
 */
export async function isNoted(gateFolder: string, claim: string | undefined): Promise<void> {
  const id = claim?.split('.', 1).join()
  if (!id) throw new Error('nothing was claimed')
  const isUnderWay = (text: string): boolean => {
    const name = readName(text)
    return name?.id === id && UNDER_WAY.has(name.state)
  }
  let looks = 0
  await eventually('it is noted what became of it', () => {
    looks = keptNames(gateFolder).some(isUnderWay) ? 0 : looks + 1
    return looks === LOOKS
  })
}
