/** What the main thread does by itself, again and again. */
export interface Chores {
  /** Frees counters that have run out. */
  readonly counters: () => void
  /** Drops keys that nothing needs any more. */
  readonly keys: () => void
  /** Deletes forms that nobody took up in their time. */
  readonly forms: () => void
  /** Lets in who waits in a waiting room. */
  readonly turns: () => void
}

/** How often each is done, in ms. */
const EVERY_MS: Readonly<Record<keyof Chores, number>> = {
  // Counters' 32-bit times wrap after days; freeing what has run out this often is plenty.
  counters: 6 * 3600 * 1000,
  // Old keys do no harm; they only shall not stay for ever.
  keys: 3600 * 1000,
  // So soon after its time a form is gone.
  forms: 30_000,
  // Where nobody asks, a place that is free is kept for the next at once.
  turns: 1_000,
}

/** Begins with them; the returned function ends them. */
export function startUpkeep({ counters, keys, forms, turns }: Chores): () => void {
  const timers = [
    setInterval(counters, EVERY_MS.counters),
    setInterval(keys, EVERY_MS.keys),
    setInterval(forms, EVERY_MS.forms),
    setInterval(turns, EVERY_MS.turns),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
