/** The only source of time. Tests move it by hand, so none of them sleeps. */
export interface Clock {
  /** Wall clock, milliseconds since 1970: for tokens, cookies and logs. */
  readonly wallMs: () => number
  /** Never jumps: for limits and durations. The same zero in every worker of one machine. */
  readonly steadyMs: () => number
}
