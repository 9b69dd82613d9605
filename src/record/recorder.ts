import { type ClosedFor, type Outcome } from '../model/index.ts'
import { openLines } from './lines.ts'
import { logLineOf } from './log-line.ts'
import { logTextOf } from './log-text.ts'
import { Metrics, type MetricsDelta } from './metrics.ts'
import { type NoteMessage } from './notes.ts'
import { pseudonyms } from './pseudonyms.ts'
import { type Ring } from './ring.ts'
import { timestamps } from './timestamps.ts'

/**
 * Entries of the ring that one network may fill within the window: enough to help everybody in an
 * office, and a flood cannot push out what others may ask about.
 */
export const EXPLAINED_PER_NETWORK_MAX = 64
export const EXPLAINED_WINDOW_MS = 10 * 60_000

export interface RecorderOptions {
  /** `stdout`, or an absolute path. */
  readonly logTo: string
  /** The key of the networks' pseudonyms. */
  readonly key: () => Uint8Array
  readonly ring: Ring
  /**
   * Counts one entry of a network in the ring: false where it has had its share. Empty stands for
   * everybody whose network is not known.
   */
  readonly mayRecord: (network: string) => boolean
}

/** Plain values, so that writing them cannot fail. */
export type NoteDetails = Readonly<Record<string, string | number | boolean | null>>

/** What one worker remembers of what it did: log lines, metrics, decisions that can be explained. */
export interface Recorder {
  readonly write: (outcome: Outcome) => void
  /** A connection was closed without an answer: counted, and told of once in a while. */
  readonly countClosed: (why: ClosedFor) => void
  /** Something the operator must know: a defect, a start, an end. */
  readonly note: (message: NoteMessage, details: NoteDetails) => void
  /** Opens the log anew by its name, after something else has renamed it. */
  readonly reopen: () => void
  /** Writes to another file, or `stdout`. False where it cannot be opened: it is tried again then. */
  readonly moveTo: (to: string) => boolean
  /** The system's code for why the log cannot be written now, such as `ENOSPC`; null where it can. */
  readonly logFault: () => string | null
  /** All that was counted since the last call, for `MetricsSum`. */
  readonly drainMetrics: () => MetricsDelta
  /** Writes in the background what is held, then closes the log. Later lines are lost. */
  readonly close: () => void
}

/**
 * Opens one worker's record. It never throws and never blocks: a log that cannot be written loses
 * lines, and counts them; no request waits for it.
 */
export function openRecorder({ logTo, key, ring, mayRecord }: RecorderOptions): Recorder {
  const lines = openLines(logTo)
  const pseudonymOf = pseudonyms(key)
  const metrics = new Metrics()
  const timeOf = timestamps()
  const closed = new Map<ClosedFor, number>()
  const note: Recorder['note'] = (message, details) => {
    lines.append(JSON.stringify({ time: new Date().toISOString(), message, ...details }))
  }
  return {
    write(outcome) {
      const { network, wallMs } = outcome
      const pseudonym = network === null ? '' : pseudonymOf(network, wallMs)
      metrics.countRequest(outcome)
      lines.append(logTextOf(outcome, pseudonym, timeOf(wallMs)))
      if (!isEventful(outcome) || !mayRecord(network ?? '')) return
      const line = logLineOf(outcome, pseudonym, timeOf(wallMs))
      const { pass } = outcome
      ring.write(pass === '' ? line : { ...line, pass }, outcome.steps)
    },
    countClosed(why) {
      metrics.countClosed(why)
      closed.set(why, (closed.get(why) ?? 0) + 1)
    },
    note,
    reopen: lines.reopen,
    moveTo: lines.moveTo,
    logFault: lines.fault,
    drainMetrics() {
      // In a flood there are thousands a second: a line for each kind says as much.
      for (const [why, connections] of closed) note('connections were closed', { why, connections })
      closed.clear()
      metrics.countDroppedLines(lines.takeDropped())
      return metrics.drain()
    },
    close: lines.close,
  }
}

/** Whether anybody may ask why. Most requests pass and nothing spoke against them. */
function isEventful({ decision, steps, doors, status }: Outcome): boolean {
  if (decision === 'pass') return steps.length > 0
  if (decision === 'own') return doors.length > 0 || status >= 400
  return true
}
