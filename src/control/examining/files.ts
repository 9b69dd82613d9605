import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  ENV_PREFIX,
  type FileRead,
  type FilesRead,
  PRESETS,
  type ReadText,
  filesNamedIn,
  picturesNamedIn,
  presetFile,
  readText,
} from '../../config/index.ts'
import { whyNoFile } from '../system/file-kind.ts'
import { StartError, messageOf } from '../system/start-error.ts'
import { type Written } from './task.ts'

/** A file that a configuration names is a certificate, a key or a list: never so large. */
const NAMED_BYTES_MAX = 32 * 1024 * 1024

/** The largest that are published have some hundred MiB; all workers share the memory. */
const DATABASE_BYTES_MAX = 512 * 1024 * 1024
const DATABASE_ENDING = '.mmdb'

/** Reads a text's files and variables, each once. What cannot be read is a mistake of the text. */
export async function withFiles(
  text: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Written> {
  return { text, files: await filesOf(readText('', text), folder, environment) }
}

/** The same of a text that has been read. */
export async function filesOf(
  text: ReadText,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<FilesRead> {
  const named = filesNamedIn(text, folder)
  const files = named.filter((name) => !name.startsWith(ENV_PREFIX))
  const variables = named.filter((name) => name.startsWith(ENV_PREFIX))
  const said = variables.map((name): [string, FileRead] => {
    const value = environment[name.slice(ENV_PREFIX.length)]
    return [name, value === undefined ? { problem: 'is not set' } : { text: value }]
  })
  const read = await readAll(files, picturesNamedIn(text, folder))
  return new Map([...read, ...said])
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
