/** What a server of the benchmark says once it can be asked. */
export interface Ready {
  readonly port: number
  /** Of probes and metrics, where it has them. */
  readonly adminPort?: number
  /** Pass cookies it has issued, `name=value`; only the gate does. */
  readonly passes: readonly string[]
}

/** Tells the benchmark where this program listens; from then on it lives no longer than that one. */
export function tellReady(ready: Ready): void {
  process.once('disconnect', () => process.exit())
  process.send?.(ready)
}

/** The program's arguments, by their place. */
export function argument(place: number): string {
  const text = process.argv[2 + place]
  if (text === undefined) throw new Error(`argument ${place} is missing`)
  return text
}
