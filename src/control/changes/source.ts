import { type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type FoundAt, whyNoFile } from '../system/file-kind.ts'
import { StartError, messageOf } from '../system/start-error.ts'

/** How often a file that changes meanwhile is read, and how long is waited in between. */
const READ_TRIES_MAX = 10
const READ_AGAIN_MS = 50

/** Nobody writes so much configuration by hand: it is another file, given by mistake. */
const READ_BYTES_MAX = 16 * 1024 * 1024

/** A configuration's text, and where it came from. */
export interface GateSource {
  readonly text: string
  /** Its name in messages. */
  readonly file: string
  /** What its relative paths are relative to. */
  readonly folder: string
  /** Its text as it is now, for a reload; without it nothing can be reloaded. */
  readonly readAgain?: () => Promise<string>
  /** A folder of secrets that the service manager hands over (systemd.exec(5), CREDENTIALS). */
  readonly credentials?: string | undefined
}

/** How a file is read: handed in, so that tests can let it change meanwhile. */
export interface FileReader {
  readonly stat: (file: string) => Promise<FoundAt & Pick<Stats, 'mtimeMs' | 'ino' | 'size'>>
  readonly read: (file: string) => Promise<Buffer>
  readonly pause: (ms: number) => Promise<unknown>
}

const DISK: FileReader = { stat, read: readFile, pause }

/** Reads a configuration file, whole. @throws StartError that names it where it cannot be read. */
export async function readSource(file: string, reader: FileReader = DISK): Promise<GateSource> {
  const readAgain = (): Promise<string> => readWhole(file, reader)
  return { text: await readAgain(), file, folder: resolve(dirname(file)), readAgain }
}

async function readWhole(file: string, reader: FileReader): Promise<string> {
  try {
    for (let tries = 1; tries <= READ_TRIES_MAX; tries++) {
      const text = await readUnchanged(file, reader)
      if (text !== null) return text
      await reader.pause(READ_AGAIN_MS)
    }
    throw new Error('it changes all the time')
  } catch (error) {
    const message = `the configuration ${file} cannot be read: ${messageOf(error)}`
    throw new StartError(message, { cause: error })
  }
}

/** Null where the file changed while it was read: half of one text and half of another is neither. */
async function readUnchanged(file: string, reader: FileReader): Promise<string | null> {
  const before = await reader.stat(file)
  const kind = whyNoFile(file, before)
  if (kind !== null) throw new Error(`it is ${kind}`)
  if (before.size > READ_BYTES_MAX) throw new Error('it is far too large')
  const bytes = await reader.read(file)
  const after = await reader.stat(file)
  // Of a pipe nothing is known beforehand.
  const isSame =
    before.mtimeMs === after.mtimeMs && before.ino === after.ino && bytes.length === after.size
  return isSame || !before.isFile() ? bytes.toString() : null
}
