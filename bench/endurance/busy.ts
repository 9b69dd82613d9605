/** Takes as much of a processor as it gets, until it is ended or nobody is there any more. */

/** Whether anybody is there is looked at so often. */
const SPIN_MS = 20

function spin(): void {
  const untilMs = performance.now() + SPIN_MS
  while (performance.now() < untilMs);
  setImmediate(spin)
}

process.once('disconnect', () => process.exit())
spin()
