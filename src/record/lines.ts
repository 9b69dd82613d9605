import { mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { pino } from 'pino'

/** Lines are gathered before they are written, and never written in larger pieces than `writeMax`. */
interface Batch {
  readonly gather: number
  readonly writeMax: number
}

/** A pipe takes so much at once (PIPE_BUF): lines of several workers do not get mixed up. */
const PIPE_BATCH: Batch = { gather: 2_048, writeMax: 4_096 }

/** A file opened for appending takes any piece whole, and each write costs the same. */
const FILE_BATCH: Batch = { gather: 16_384, writeMax: 32_768 }

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
  /** Writes to another file, or `stdout`. False where it cannot be opened: nothing changes then. */
  readonly moveTo: (to: string) => boolean
  /** Lines lost since the last call. */
  readonly takeDropped: () => number
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
  let dropped = 0
  const onDrop = (lines: number): void => {
    dropped += lines
  }
  let target = to
  let sink = openSink(target, onDrop)
  const timer = setInterval(() => sink?.flush(), FLUSH_MS)
  timer.unref()
  const replace = (by: string): boolean => {
    const next = openSink(by, onDrop)
    if (next === null) return false
    sink?.close()
    sink = next
    target = by
    return true
  }
  return {
    append(line) {
      if (sink === null) dropped++
      else sink.append(line)
    },
    reopen() {
      if (target !== 'stdout') replace(target)
    },
    moveTo: (next) => (next === target && sink !== null) || replace(next),
    takeDropped() {
      const lines = dropped
      dropped = 0
      return lines
    },
    close() {
      clearInterval(timer)
      sink?.close()
      sink = null
    },
  }
}

/** Null where the file cannot be opened: no log is no reason to serve nobody. */
function openSink(to: string, onDrop: (lines: number) => void): Sink | null {
  try {
    if (to === 'stdout') return sinkOf(STDOUT_FD, PIPE_BATCH, onDrop)
    return sinkOf(openFile(to), FILE_BATCH, onDrop)
  } catch {
    return null
  }
}

function openFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a')
}

function sinkOf(fd: number, batch: Batch, onDrop: (lines: number) => void): Sink {
  const destination = pino.destination({
    dest: fd,
    sync: false,
    minLength: batch.gather,
    maxWrite: batch.writeMax,
    maxLength: HELD_BYTES_MAX,
  })
  let isFailing = false
  let isClosing = false
  /** At most so many lines are not written yet. */
  let held = 0
  const giveUp = (): void => {
    onDrop(held)
    held = 0
    destination.destroy()
  }
  destination.on('drain', () => {
    held = 0
  })
  destination.on('drop', () => {
    held--
    onDrop(1)
  })
  destination.on('write', () => {
    isFailing = false
  })
  destination.on('error', () => {
    isFailing = true
    // Ending would wait for the disk, and flushing at once would try for ever.
    if (isClosing) giveUp()
  })
  return {
    append(line) {
      held++
      destination.write(`${line}\n`)
    },
    flush: () => destination.flush(),
    close() {
      isClosing = true
      if (isFailing) giveUp()
      else destination.end()
    },
  }
}
