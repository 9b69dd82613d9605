/** What a client can be shown when the application behind the server is broken. */
export type Seen = '200' | '204' | '502' | '504' | 'cut' | 'hang' | (string & {})

/** What the gate is to make of each fault of the application. */
export const FAULTS: Readonly<Record<string, readonly Seen[]>> = {
  refused: ['502'],
  fin: ['502'],
  'reset-before-head': ['502'],
  hang: ['504'],
  'hang-in-head': ['504'],
  'reset-in-body': ['cut'],
  'fin-in-body': ['cut'],
  'fin-in-chunks': ['cut'],
  'hang-in-body': ['cut'],
  garbage: ['502'],
  'http-0.9': ['502'],
  'two-lengths': ['502'],
  'length-and-chunks': ['200'],
  'bare-lf': ['200'],
  'blank-in-name': ['502'],
  'folded-line': ['502'],
  nul: ['502'],
  'bare-cr': ['502'],
  'long-head': ['502'],
  'status-20': ['502'],
  // The head has been sent on when the bad chunk comes, or it has not.
  'bad-chunk': ['cut', '502'],
  switches: ['502'],
  'flood-of-hints': ['502', '200'],
  extra: ['200'],
  'body-on-204': ['204', '502'],
  hints: ['200'],
  'sixty-cookies': ['200'],
  latin1: ['200'],
  'ends-when-idle': ['200'],
}
