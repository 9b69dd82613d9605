import { mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { pino } from 'pino'

/**
 * Lines are gathered up to about a page of memory, and never written in larger pieces: a pipe takes
 * so much at once (PIPE_BUF), so lines of several workers do not get mixed up.
 */
const GATHER_BYTES = 2_048
const WRITE_BYTES_MAX = 4_096

/** Lines that wait for a slow or full disk: about 14,000; what comes after them is lost. */
const HELD_BYTES_MAX = 4_194_304

/** A quiet gate's lines appear within a second. */
const FLUSH_MS = 1_000

const STDOUT_FD = 1

/** A file of lines that never throws and never blocks: lines that cannot be written are lost. */
export interface Lines {
  readonly append: (line: string) => void
  /** Opens the file anew by its name; goes on with the old one where that fails. */
  readonly reopen: () => void
  /** Writes in the background what is held, then closes. Later lines are lost. */
  readonly close: () => void
}

interface Sink {
  readonly append: (line: string) => void
  readonly flush: () => void
  readonly close: () => void
}

/** Opens `stdout` or the file of that absolute path, folders and all. */
export function openLines(to: string): Lines {
  let sink = openSink(to)
  const timer = setInterval(() => sink?.flush(), FLUSH_MS)
  timer.unref()
  return {
    append: (line) => sink?.append(line),
    reopen() {
      const next = to === 'stdout' ? null : openSink(to)
      if (next === null) return
      sink?.close()
      sink = next
    },
    close() {
      clearInterval(timer)
      sink?.close()
      sink = null
    },
  }
}

/** Null where the file cannot be opened: no log is no reason to serve nobody. */
function openSink(to: string): Sink | null {
  try {
    return sinkOf(to === 'stdout' ? STDOUT_FD : openFile(to))
  } catch {
    return null
  }
}

function openFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a')
}

function sinkOf(fd: number): Sink {
  const destination = pino.destination({
    dest: fd,
    sync: false,
    minLength: GATHER_BYTES,
    maxWrite: WRITE_BYTES_MAX,
    maxLength: HELD_BYTES_MAX,
  })
  let isFailing = false
  let isClosing = false
  destination.on('write', () => {
    isFailing = false
  })
  destination.on('error', () => {
    isFailing = true
    // Ending would wait for the disk, and flushing at once would try for ever.
    if (isClosing) destination.destroy()
  })
  return {
    append: (line) => void destination.write(`${line}\n`),
    flush: () => destination.flush(),
    close() {
      isClosing = true
      if (isFailing) destination.destroy()
      else destination.end()
    },
  }
}
