/**
 * Signals that one cause trips together: of each group only so many points count, so that a browser
 * which is odd in one way is not taken for odd in five.
 */
export const SIGNAL_GROUPS = ['identity', 'content', 'metadata', 'protocol', 'behaviour'] as const

export type SignalGroup = (typeof SIGNAL_GROUPS)[number]

/** One explainable observation. It adds points to a score; it never decides anything by itself. */
export interface Signal {
  /** Its word in configuration, log and `explain`. */
  readonly name: string
  readonly group: SignalGroup
  /** What it adds unless a policy says otherwise. */
  readonly points: number
  /** What was seen, in one sentence for operators. */
  readonly operators: string
  /** The same for whoever sent the request and asks why. */
  readonly citizens: string
}

/** Which signals a policy listens to. */
export interface SignalSettings {
  /** What the header fields say. */
  readonly headers: boolean
  /** What the client did lately. */
  readonly behaviour: boolean
  /** By a signal's name, what it adds here; 0 where it is off. Others add their own points. */
  readonly points: ReadonlyMap<string, number>
  /** A form that is answered sooner after its page was loaded was no person's. */
  readonly dwellMs: number
  readonly line: number
}
