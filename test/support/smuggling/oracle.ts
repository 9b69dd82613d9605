import { randomBytes } from 'node:crypto'
import { startTestGate, type TestGate } from '../gate.ts'

/**
 * The mark that the gate puts on all it forwards, by a rule that holds for every request: unknown to
 * any attack, so a request without it was smuggled.
 */
export function newSecret(): string {
  return `m${randomBytes(12).toString('hex')}`
}

/** A gate, as it is, in front of a backend that looks for the mark. */
export function startMarkingGate(backendPort: number, secret: string): Promise<TestGate> {
  return startTestGate({
    backendPort,
    // Few, so that every attack shares its backend connection with others.
    backend: 'connections: 4',
    policies: `
open:
  challenge: never
  rules: [{ name: all, when: { path: "/**" }, then: { mark: ${secret} } }]`,
  })
}
