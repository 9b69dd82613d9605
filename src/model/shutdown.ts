/** How a gate ends that is told to. */
export interface Shutdown {
  /** So long probes hear that it is not ready, while it serves as before: a balancer sends nobody more. */
  readonly unreadyForMs: number
  /** What is under way then may take so long; the rest is cut off. */
  readonly graceMs: number
}
