import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type KeyFile, newKeyFile, parseKeyFile, withoutExpired } from '../../client/index.ts'
import { StartError, codeOf, messageOf } from '../system/start-error.ts'
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
export function loadKeys(file: string, nowSeconds: number, credentials?: string): KeyFile {
  const text = readText(file)
  if (text === null) return createKeys(file, firstKeys(nowSeconds, credentials))
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

function firstKeys(nowSeconds: number, credentials: string | undefined): KeyFile {
  if (credentials === undefined) return newKeyFile(nowSeconds)
  const file = join(credentials, CREDENTIAL)
  const text = readText(file)
  return text === null ? newKeyFile(nowSeconds) : parsed(text, file)
}

function createKeys(file: string, keys: KeyFile): KeyFile {
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

/** Writes the key file anew (mode 0600). @throws Error where the disk does not let it. */
export function saveKeys(file: string, keys: KeyFile): void {
  writeWhole(file, `${JSON.stringify(keys, null, 2)}\n`)
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
