import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf } from '../system/start-error.ts'

/** What is done under it takes milliseconds; who holds it for so long is dead, or its machine is. */
const STALE_MS = 10_000

/** Longer than a dead one is waited for. */
const WAIT_MS = 15_000

const AGAIN_MS = 20

/**
 * Holds a file that two gates may change, also over a network's file system: by another one beside it that only
 * one can make. Gives what lets go of it.
 *
 * @throws Error where nobody may make one there, or somebody holds it for too long.
 */
export async function holdFile(file: string): Promise<() => void> {
  const lock = `${file}.lock`
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += AGAIN_MS) {
    if (take(lock)) return () => rmSync(lock, { force: true })
    if (isStale(lock)) rmSync(lock, { force: true })
    await pause(AGAIN_MS)
  }
  throw new Error(
    `${lock} is held by somebody else: another gate changes the keys, or left it there`,
  )
}

function take(lock: string): boolean {
  try {
    const descriptor = openSync(lock, 'wx', 0o600)
    writeSync(descriptor, `${process.pid}\n`)
    closeSync(descriptor)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function isStale(lock: string): boolean {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
  return made !== undefined && Date.now() - made > STALE_MS
}
