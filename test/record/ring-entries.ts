import { referenceFrom } from '../../src/model/index.ts'
import { type Explained, type Ring } from '../../src/record/index.ts'
import { type LogLine, logLineOf } from '../../src/record/log-line.ts'
import { outcomeOf, stepOf } from '../support/outcome.ts'

/** The reference of the nth entry that one thread writes. */
export function referenceOf(thread: number, entry: number): string {
  const bytes = new Uint8Array(5)
  new DataView(bytes.buffer).setUint32(1, entry)
  bytes[0] = thread
  return referenceFrom(bytes, 0)
}

/** An entry all of whose parts follow from its reference, so that a mixture of two shows. */
export function explainedOf(reference: string): Explained {
  const size = Buffer.from(reference).reduce((sum, byte) => sum + byte, 0)
  const name = `rule ${reference}`
  const steps = Array.from({ length: size % 6 }, (_, line) => stepOf({ name, line: line + 1 }))
  const line: LogLine = {
    ...logLineOf(
      outcomeOf({ site: reference, status: size }),
      `n-${reference}`,
      '2026-03-29T02:00:00.000Z',
    ),
    reference,
    path: `/${reference}`.repeat(1 + (size % 20)),
  }
  return { ...line, steps, stepsLeftOut: 0 }
}

export function writeExplained(ring: Ring, reference: string): void {
  const { steps, stepsLeftOut: _, ...line } = explainedOf(reference)
  ring.write(line, steps)
}
