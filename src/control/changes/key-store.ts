import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type KeyFile, newKeyFile, parseKeyFile, withoutExpired } from '../../client/index.ts'
import { StartError, codeOf, messageOf } from '../system/start-error.ts'
import { holdFile } from '../system/file-lock.ts'
import { writeWhole } from '../system/whole-file.ts'

/** Group and others: whoever reads the keys can make passes for anybody. */
const OTHERS_BITS = 0o077

/** What is to be done where others than its owner may read or write the key file; else null. */
export function openToOthers(file: string): string | null {
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777
  if ((mode & OTHERS_BITS) === 0) return null
  const spelled = `0${mode.toString(8).padStart(3, '0')}`
  return `the key file ${file} is open to others (mode ${spelled}): chmod 600 ${file}`
}

/** Among a service manager's credentials, the key file to begin with. */
const CREDENTIAL = 'keys.json'

/**
 * Reads the key file, or makes one where there is none (mode 0600): of the keys among the credentials, else
 * with a new key. Keys whose last pass has expired are left out.
 *
 * @throws StartError where it cannot be used, or others can read it.
 */
export function loadKeys(
  file: string,
  nowSeconds: number,
  { credentials, gate }: { readonly credentials?: string; readonly gate?: string } = {},
): KeyFile {
  const text = readText(file)
  if (text === null) {
    return createKeys(file, firstKeys(credentials) ?? newKeyFile(nowSeconds, gate))
  }
  const keys = parsed(text, file)
  const open = openToOthers(file)
  if (open !== null) throw new StartError(open)
  return withoutExpired(keys, nowSeconds)
}

function parsed(text: string, file: string): KeyFile {
  try {
    return parseKeyFile(text)
  } catch (error) {
    throw new StartError(`the key file ${file} cannot be used: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new StartError(`the key file ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function firstKeys(credentials: string | undefined): KeyFile | null {
  if (credentials === undefined) return null
  const file = join(credentials, CREDENTIAL)
  const text = readText(file)
  return text === null ? null : parsed(text, file)
}

/** The file as it is now; null where there is none. @throws Error where it cannot be used. */
export function readKeys(file: string): KeyFile | null {
  const text = readText(file)
  return text === null ? null : parsed(text, file)
}

/** Another text each time the file is written; empty where it cannot be seen. */
export function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file)
    return `${ino} ${mtimeMs} ${size}`
  } catch {
    return ''
  }
}

export interface KeysChanged {
  /** What the file holds now. */
  readonly keys: KeyFile
  readonly stamp: string
}

/**
 * Changes the file as it is at that moment, while nobody else does, and gives what it holds now. Where it is
 * missing, `own` is changed.
 *
 * @throws Error where it cannot be read or written, or the change throws: then nothing is changed.
 */
export async function changeKeys(
  file: string,
  own: KeyFile,
  change: (now: KeyFile) => KeyFile,
): Promise<KeysChanged> {
  const release = await holdFile(file)
  try {
    const now = readKeys(file)
    const next = change(now ?? own)
    if (now === null || !isDeepStrictEqual(now, next)) saveKeys(file, next)
    return { keys: next, stamp: stampOf(file) }
  } finally {
    release()
  }
}

/** Makes the key file (mode 0600), and its folder. @throws StartError where that cannot be. */
export function createKeys(file: string, keys: KeyFile): KeyFile {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    saveKeys(file, keys)
  } catch (error) {
    throw new StartError(`the key file ${file} cannot be made: ${messageOf(error)}`, {
      cause: error,
    })
  }
  return keys
}

/**
 * Writes the key file anew (mode 0600). @throws Error where the disk does not let it, or nobody could read what
 * would be written: no gate that shares it could start any more.
 */
export function saveKeys(file: string, keys: KeyFile): void {
  const text = `${JSON.stringify(keys, null, 2)}\n`
  try {
    parseKeyFile(text)
  } catch (error) {
    throw new Error(`with the keys of this gate ${messageOf(error)}`, { cause: error })
  }
  writeWhole(file, text)
}

/** What outlives a restart, next to the keys that it means anything to. */
const KEPT = { spent: 'spent.bin', codes: 'codes.bin' } as const

type Kept = keyof typeof KEPT

/**
 * What `saveKept` kept, once: the file is gone before it is used, so that after a crash an old
 * state cannot make spent challenges or used codes good again.
 */
export function takeKept(keysFile: string, kept: Kept): Uint8Array | undefined {
  const file = join(dirname(keysFile), KEPT[kept])
  try {
    const saved = readFileSync(file)
    rmSync(file)
    return saved
  } catch {
    return undefined
  }
}

/** Keeps spent challenges and waiting codes over a restart; without them people are asked again. */
export function saveKept(keysFile: string, kept: Kept, saved: Uint8Array): void {
  try {
    writeWhole(join(dirname(keysFile), KEPT[kept]), saved)
  } catch {
    // Only convenience is lost: challenges under way and codes are asked for again.
  }
}
