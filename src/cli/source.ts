import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type GateSource, StartError } from '../control/index.ts'

/** Reads a configuration file. Throws a StartError that names it where it cannot be read. */
export function readSource(file: string): GateSource {
  try {
    if (statSync(file).isDirectory()) throw new Error('it is a folder')
    return { text: readFileSync(file, 'utf8'), file, folder: resolve(dirname(file)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`the configuration ${file} cannot be read: ${why}`, { cause: error })
  }
}
