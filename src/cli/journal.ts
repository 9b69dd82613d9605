import { fstatSync } from 'node:fs'
import { type NoteLevel } from '../control/index.ts'

/** How the journal is told a line's level (sd-daemon(3)): syslog's numbers. */
const LEVELS: Readonly<Record<NoteLevel, string>> = { error: '<3>', warning: '<4>', info: '<6>' }

/** Lines of the gate for people; for a journal each with its level before it. */
export function noteLines(note: string, level: NoteLevel, isForJournal: boolean): string {
  const text = `paart: ${note}\n`
  return isForJournal ? text.replaceAll(/^(?=.)/gm, LEVELS[level]) : text
}

/** Whether what is written to a file goes to systemd's journal (systemd.exec(5), `JOURNAL_STREAM`). */
export function goesToJournal(fd: number, stream: string | undefined): boolean {
  try {
    const { dev, ino } = fstatSync(fd)
    return stream === `${dev}:${ino}`
  } catch {
    return false
  }
}
