/** How bad it is, as journals tell it: news, what to look at soon, and what citizens feel already. */
export type NoteLevel = 'info' | 'warning' | 'error'

/** How bad it is that something an operator asked for ended so. */
export const LEVEL_OF = {
  done: 'info',
  invalid: 'warning',
  refused: 'warning',
  failed: 'error',
} as const satisfies Record<string, NoteLevel>

/** Tells the operator something, in one line or several; a warning unless told otherwise. */
export type OnNote = (line: string, level?: NoteLevel) => void
