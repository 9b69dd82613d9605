import { randomFillSync } from 'node:crypto'
import { type Reference, referenceFrom } from '../model/index.ts'

/** References drawn at once: asking the system for each would cost more than making it. */
const REFERENCES_AT_ONCE = 1_000

/** Draws references that nobody can foresee. */
export function references(): () => Reference {
  const bytes = new Uint8Array(5 * REFERENCES_AT_ONCE)
  let next = REFERENCES_AT_ONCE
  return () => {
    if (next === REFERENCES_AT_ONCE) {
      randomFillSync(bytes)
      next = 0
    }
    return referenceFrom(bytes, 5 * next++)
  }
}
