import { readFileSync } from 'node:fs'
import { type Snapshot } from '../../model/index.ts'

/**
 * Sockets that listen at one address for one worker. Node takes one connection from each in a turn of
 * its event loop: with a single socket, who comes while turns are long waits for as many of them as
 * there are connections before his.
 */
export const SOCKETS_PER_ADDRESS = 4

/** Measured: 29 for the main thread; the rest is for callers of its sockets and for files it reads. */
const FILES_OF_GATE = 48

/** Measured: 7 beside those that listen; the rest is for a log that is opened anew. */
const FILES_PER_WORKER = 10

/** With fewer a gate cannot answer anybody; then the system's refusals are the limit. */
const CONNECTIONS_MIN = 16

/** A portal's busy hour needs more, so the operator is told. */
const CONNECTIONS_FEW = 1_000

/** What of `/proc/self/limits` (proc(5)) says how many files the process may open. */
const OPEN_FILES = /^Max open files +(\d+)/m

/** How many files this process may open; null where the system does not say. */
export function openFilesMax(): number | null {
  try {
    const [, max] = OPEN_FILES.exec(readFileSync('/proc/self/limits', 'latin1')) ?? []
    return max === undefined ? null : Number(max)
  } catch {
    return null
  }
}

/**
 * How many connections of clients the process has room for. Each is an open file, as is each
 * connection to a backend: were there none left, nobody could be let in to be answered, and nobody
 * who is in could be forwarded. Backends get what they may open, at most half.
 */
export function connectionsThatFit(
  filesMax: number | null,
  { listen, workers, backends }: Pick<Snapshot, 'listen' | 'workers' | 'backends'>,
): number {
  if (filesMax === null) return Infinity
  const perWorker = FILES_PER_WORKER + listen.length * SOCKETS_PER_ADDRESS
  // One more: a worker begins before the one it succeeds ends.
  const usable = filesMax - FILES_OF_GATE - (workers + 1) * perWorker
  const forBackends = backends.reduce((sum, { connections }) => sum + connections, 0)
  const fit = Math.max(usable - forBackends, Math.floor(usable / 2))
  return Math.max(CONNECTIONS_MIN, fit)
}

/** What the operator is told where that is few, and less than the configuration asks for. */
export function tooFewFiles(
  filesMax: number | null,
  fit: number,
  { listen }: Pick<Snapshot, 'listen'>,
): string | null {
  const asked = listen.reduce((sum, { limits }) => sum + limits.connectionsMax, 0)
  if (filesMax === null || fit >= Math.min(asked, CONNECTIONS_FEW)) return null
  const why = `the system lets the gate open ${filesMax} files (ulimit -n)`
  return `${why}: it keeps at most ${fit} connections of clients, not ${asked}`
}
