import { type Answer } from './operators/answer.ts'
import { type OnNote } from './system/note.ts'

/** What whoever started a gate hears of it. */
export interface GateEvents {
  /** What the operator is to know. */
  readonly onNote: OnNote
  /** A reload or a rollback: null when it begins, what came of it when it ends. */
  readonly onReload?: (answer: Answer | null) => void
  /** Another process serves in place of this one: its number. */
  readonly onSucceeded?: (pid: number) => void
}
