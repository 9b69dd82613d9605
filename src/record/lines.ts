import { pino } from 'pino'
import { Batch, type BatchSize } from './batch.ts'
import { codeOf, openLogFile } from './log-file.ts'

/** A pipe takes so much at once (PIPE_BUF): lines of several workers do not get mixed up. */
const PIPE_BATCH: BatchSize = { gather: 2_048, room: 4_096, writeMax: 4_096 }

/** A file opened for appending takes any piece whole, and each write costs the same: one for some 160 lines. */
const FILE_BATCH: BatchSize = { gather: 65_536, room: 69_632, writeMax: 131_072 }

/** Lines that wait for a slow or full disk: about 14,000; what comes after them is lost. */
const HELD_BYTES_MAX = 4_194_304

/** A quiet gate's lines appear within a second. */
const FLUSH_MS = 1_000

const STDOUT_FD = 1

/** A file of lines that never throws and never blocks: lines that cannot be written are held, then lost. */
export interface Lines {
  readonly append: (line: string) => void
  /** Opens the file anew by its name; goes on with the old one until that succeeds. */
  readonly reopen: () => void
  /** Writes to another file, or `stdout`. False where it cannot be opened: it is tried again then. */
  readonly moveTo: (to: string) => boolean
  /** The system's code for why the file cannot be opened or written now, such as `ENOSPC`; or null. */
  readonly fault: () => string | null
  /** Lines lost since the last call. */
  readonly takeDropped: () => number
  /** Writes in the background what is held, then closes. Later lines are lost. */
  readonly close: () => void
}

interface Sink {
  readonly append: (line: string) => void
  readonly fault: () => string | null
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
  /** Where lines are to go; another file than the one in use while it cannot be opened. */
  let wanted = to
  let sink: Sink | null = null
  let openFault: string | null = null
  const open = (by: string): boolean => {
    try {
      const next = openSink(by, onDrop)
      sink?.close()
      sink = next
      target = by
      if (by === wanted) openFault = null
      return true
    } catch (error) {
      openFault = codeOf(error)
      return false
    }
  }
  open(to)
  const timer = setInterval(() => {
    sink?.flush()
    if (openFault !== null) open(wanted)
  }, FLUSH_MS)
  timer.unref()
  return {
    append(line) {
      if (sink === null) dropped++
      else sink.append(line)
    },
    reopen() {
      if (target !== 'stdout') open(target)
    },
    moveTo(next) {
      wanted = next
      return (next === target && sink !== null) || open(next)
    },
    fault: () => openFault ?? sink?.fault() ?? null,
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

/** @throws Error with the system's code where the file cannot be opened. */
function openSink(to: string, onDrop: (lines: number) => void): Sink {
  if (to === 'stdout') return sinkOf(STDOUT_FD, PIPE_BATCH, onDrop)
  return sinkOf(openLogFile(to), FILE_BATCH, onDrop)
}

function sinkOf(fd: number, size: BatchSize, onDrop: (lines: number) => void): Sink {
  const destination = pino.destination({
    dest: fd,
    sync: false,
    contentMode: 'buffer',
    minLength: size.gather,
    maxWrite: size.writeMax,
    maxLength: HELD_BYTES_MAX,
  })
  let failure: string | null = null
  let isClosing = false
  /** At most so many lines that were handed over are not written yet. */
  let held = 0
  /** How many are being handed over. */
  let handed = 0
  const batch = new Batch(size, (bytes, lines) => {
    handed = lines
    held += lines
    // Typed for texts alone; in this mode it takes bytes.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    destination.write(bytes as Buffer & string)
  })
  const giveUp = (): void => {
    onDrop(held)
    held = 0
    destination.destroy()
  }
  destination.on('drain', () => {
    held = 0
  })
  // While they are handed over, and never later.
  destination.on('drop', () => {
    held -= handed
    onDrop(handed)
  })
  destination.on('write', () => {
    failure = null
  })
  destination.on('error', (error) => {
    failure = codeOf(error)
    // Ending would wait for the disk, and flushing at once would try for ever.
    if (isClosing) giveUp()
  })
  return {
    append(line) {
      batch.append(line)
    },
    fault: () => failure,
    flush() {
      batch.handOver()
      destination.flush()
    },
    close() {
      isClosing = true
      batch.handOver()
      if (failure !== null) giveUp()
      else destination.end()
    },
  }
}
