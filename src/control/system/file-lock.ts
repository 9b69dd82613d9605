import { type Stats, closeSync, fstatSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf } from './start-error.ts'

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
export async function holdFile(
  file: string,
  { staleMs = STALE_MS, waitMs = WAIT_MS } = {},
): Promise<() => void> {
  const lock = `${file}.lock`
  let seen = ''
  let sinceMs = 0
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += AGAIN_MS) {
    const own = take(lock)
    if (own !== null) return () => letGo(lock, own)
    const { stamp, agedMs } = looked(lock)
    if (stamp !== seen) [seen, sinceMs] = [stamp, waitedMs]
    // The clocks of two machines, or of one before and after it was set, may be far apart: then what was seen counts.
    if (agedMs > staleMs || waitedMs - sinceMs > staleMs) rmSync(lock, { force: true })
    await pause(AGAIN_MS)
  }
  throw new Error(
    `${lock} is held by somebody else: another gate changes the file, or left it there`,
  )
}

/** Which file it is; null where somebody else has it. */
function take(lock: string): string | null {
  const descriptor = tryToMake(lock)
  if (descriptor === null) return null
  try {
    writeSync(descriptor, `${process.pid}\n`)
    return stampOf(fstatSync(descriptor))
  } catch (error) {
    rmSync(lock, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
}

function tryToMake(lock: string): number | null {
  try {
    return openSync(lock, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null
    throw error
  }
}

/** Somebody who took us for dead may hold it by now. */
function letGo(lock: string, own: string): void {
  if (looked(lock).stamp === own) rmSync(lock, { force: true })
}

function looked(lock: string): { readonly stamp: string; readonly agedMs: number } {
  const found = statSync(lock, { throwIfNoEntry: false })
  if (found === undefined) return { stamp: '', agedMs: 0 }
  return { stamp: stampOf(found), agedMs: Date.now() - found.mtimeMs }
}

function stampOf({ ino, mtimeMs }: Stats): string {
  return `${ino} ${mtimeMs}`
}
