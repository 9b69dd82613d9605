import { memoryShare } from '../../../src/proxy/bounds/memory.ts'
import { HELD_BYTES_MAX, OWN_HELD_BYTES_MAX } from '../../../src/proxy/forwarding/body-intake.ts'
import { WORKERS } from './gate.ts'

const MIB = 1024 * 1024

/** Lent to answers that are read slowly, and answers on their way to be stored (ARCHITECTURE, "Where state lives"). */
const LENT_BYTES_MAX = 512 * MIB
const STORED_BYTES_MAX = 32 * MIB

/** What a connection takes of a client (REFERENCE, `connectionsMax`), and what garbage a busy worker has. */
const CONNECTION_BYTES = 30 * 1024
const GARBAGE_BYTES = 128 * MIB

/** What the gate may take by what the documents bound, beyond what it takes at rest. */
export function statedMiB(atRestMiB: number, connections: number): number {
  const held = HELD_BYTES_MAX + OWN_HELD_BYTES_MAX + STORED_BYTES_MAX
  const ofWorker = memoryShare(LENT_BYTES_MAX) + held + GARBAGE_BYTES
  return atRestMiB + (WORKERS * ofWorker + connections * CONNECTION_BYTES) / MIB
}
