/** How patiently workers are looked after. */
export interface Pace {
  /** Workers are looked after so often: a dead one is back within a second. */
  readonly lookMs: number
  /** A worker silent for so long does not serve anybody any more. */
  readonly silenceMs: number
  /** From being given other terms to having made them out, a worker may be silent for so long. */
  readonly compileMs: number
  /** Reading and compiling everything may take so long on a machine that is busy. */
  readonly startMs: number
  /** A worker that dies at once every time must not take the machine with it. */
  readonly rebirthMsMax: number
  /** A worker that lived so long died of something new: it is replaced without delay. */
  readonly healthyMs: number
}

/** The pace of a gate that serves people. */
export const PACE: Pace = {
  lookMs: 250,
  silenceMs: 5_000,
  compileMs: 60_000,
  startMs: 30_000,
  rebirthMsMax: 10_000,
  healthyMs: 10_000,
}
