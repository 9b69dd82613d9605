/** What the gate remembers of what it did. */
export { openAccessLog, type AccessLog, type LogOptions, type NoteDetails } from './log.ts'
