/** How much is measured. */
export interface Scale {
  /** Routes and rules of one configuration. */
  readonly sizes: readonly number[]
  /** Rules of the largest policy, which is compiled once. */
  readonly rules: number
  /** Decisions of one turn, and turns; the first two warm up. */
  readonly requests: number
  readonly turns: number
  /** Keys in the table. */
  readonly keys: readonly number[]
  /** Checks that are measured. */
  readonly checks: number
  /** Keys that flood the table while one offender goes on. */
  readonly flood: number
}

/** Two minutes on a machine that has nothing else to do. */
export const WHOLE: Scale = {
  sizes: [10, 100, 1000],
  rules: 10_000,
  requests: 100_000,
  turns: 9,
  keys: [1_000, 100_000, 1_000_000],
  checks: 1_000_000,
  flood: 4_000_000,
}

/** As little as works: no figure of it means anything. */
export const SHORT: Scale = {
  sizes: [10],
  rules: 100,
  requests: 100,
  turns: 3,
  keys: [1_000],
  checks: 1_000,
  flood: 10_000,
}
