/** What a proxy wants to know of a request that it describes. */
export type Asked =
  /** Whether it is let through, else the answer, which the proxy hands on as it is. */
  | 'forward-auth'
  /** Whether it is let through: of any other answer nginx reads the status alone. */
  | 'look'
  /** The answer to a request that is not let through, as nginx has learnt by a look. */
  | 'answer'

/** A request that a proxy describes. */
export interface Description {
  readonly method: string
  readonly target: string
  readonly rawHeaders: string[]
}
