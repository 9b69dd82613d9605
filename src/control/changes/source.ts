import { createHash } from 'node:crypto'
import { type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  ENV_PREFIX,
  type FileRead,
  type FilesRead,
  PRESETS,
  filesNamedIn,
  picturesNamedIn,
  presetFile,
} from '../../config/index.ts'
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
  readonly stat: (
    file: string,
  ) => Promise<Pick<Stats, 'mtimeMs' | 'ino' | 'size' | 'isFile' | 'isDirectory' | 'isFIFO'>>
  readonly read: (file: string) => Promise<Buffer>
  readonly pause: (ms: number) => Promise<unknown>
}

const DISK: FileReader = { stat, read: readFile, pause }

/** Reads a configuration file, whole. @throws StartError that names it where it cannot be read. */
export async function readSource(file: string, reader: FileReader = DISK): Promise<GateSource> {
  const readAgain = (): Promise<string> => readWhole(file, reader)
  return { text: await readAgain(), file, folder: resolve(dirname(file)), readAgain }
}

/** A file that a configuration names is a certificate, a key or a list: never so large. */
const NAMED_BYTES_MAX = 32 * 1024 * 1024

/** The largest that are published have some hundred MiB; all workers share the memory. */
const DATABASE_BYTES_MAX = 512 * 1024 * 1024
const DATABASE_ENDING = '.mmdb'

/** A configuration's text with all that it names. */
export interface Written {
  readonly text: string
  readonly files: FilesRead
}

/** Reads the files and variables that a text names, each once. What cannot be read is a mistake of the text. */
export async function withFiles(
  text: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Written> {
  const named = filesNamedIn(text, folder)
  const files = named.filter((name) => !name.startsWith(ENV_PREFIX))
  const variables = named.filter((name) => name.startsWith(ENV_PREFIX))
  const said = variables.map((name): [string, FileRead] => {
    const value = environment[name.slice(ENV_PREFIX.length)]
    return [name, value === undefined ? { problem: 'is not set' } : { text: value }]
  })
  const read = await readAll(files, picturesNamedIn(text, folder))
  return { text, files: new Map([...read, ...said]) }
}

/** Reads the policies that ship with the gate. */
export function readPresets(): Promise<FilesRead> {
  return readAll(PRESETS.map((name) => presetFile(name)))
}

/** Reads a file of policy tests. @throws StartError that names it where it cannot be read. */
export async function readTestFile(file: string): Promise<string> {
  const read = await readNamed(resolve(file), 'utf8')
  if ('text' in read) return read.text
  throw new StartError(`the file of tests ${file} ${read.problem}`)
}

async function readAll(
  paths: readonly string[],
  pictures: ReadonlySet<string> = new Set(),
): Promise<FilesRead> {
  const read = paths.map(async (path): Promise<[string, FileRead]> => [
    path,
    await readNamed(path, pictures.has(path) ? 'latin1' : 'utf8'),
  ])
  return new Map(await Promise.all(read))
}

async function readDatabase(path: string, size: number): Promise<FileRead> {
  if (size > DATABASE_BYTES_MAX) return { problem: 'is far too large' }
  const bytes = await readFile(path)
  const memory = new SharedArrayBuffer(bytes.length)
  new Uint8Array(memory).set(bytes)
  const digest = createHash('sha256').update(bytes).digest('hex')
  return { problem: 'is no text', database: { memory, digest } }
}

async function readNamed(path: string, encoding: 'utf8' | 'latin1'): Promise<FileRead> {
  try {
    const found = await stat(path)
    const kind = whyNoFile(path, found)
    if (kind !== null) return { problem: `is ${kind}` }
    const { size } = found
    if (path.endsWith(DATABASE_ENDING)) return await readDatabase(path, size)
    if (size > NAMED_BYTES_MAX) return { problem: 'is far too large' }
    return { text: await readFile(path, encoding) }
  } catch (error) {
    return { problem: `cannot be read: ${messageOf(error)}` }
  }
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

/**
 * What a path leads to that is no file; null for a file. What is read from a pipe is gone, and one that
 * nobody writes to would be waited for without end: only the pipe that a shell has just opened is read.
 */
function whyNoFile(
  path: string,
  found: Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO'>,
): string | null {
  if (found.isDirectory()) return 'a folder'
  if (found.isFile() || (found.isFIFO() && /^\/(?:dev|proc)\//.test(path))) return null
  return found.isFIFO() ? 'a pipe: name a file' : 'no file'
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
