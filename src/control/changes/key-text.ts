import { type KeyFile, type StoredKey } from '../../client/index.ts'
import { type Answer, table } from '../operators/answer.ts'

/** All keys, without their secrets; `gate` is the name of the one that tells of them. */
export function keyList({ signing, keys }: KeyFile, gate: string): Answer {
  const described = keys.map((key) => describe(key, { signing, gate }))
  const rows = described.map((key) => [key.id, key.createdAt, makerOf(key), useOf(key)])
  return {
    ending: 'done',
    report: { gate, keys: described },
    text: table([['key', 'made', 'came', 'use'], ...rows]),
  }
}

interface DescribedKey {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Whether this gate made it, or another one or a former life whose file it read. */
  readonly from: 'here' | 'file'
  /** The name of the gate that made it; null where nobody knows. */
  readonly madeBy: string | null
  readonly signing: boolean
  /** When it is dropped; null where it signs, or is to sign. */
  readonly verifyUntil: string | null
}

function useOf({ signing, verifyUntil }: DescribedKey): string {
  if (signing) return 'signs'
  return verifyUntil === null ? 'verifies' : `verifies until ${verifyUntil}`
}

function makerOf({ from, madeBy }: DescribedKey): string {
  if (from === 'here') return 'here'
  return madeBy === null ? 'by the file' : `by the file, of gate ${madeBy}`
}

/** Named one by one, so that no secret gets out because it got into the file. */
function describe(
  { id, createdAt, verifyUntil, madeBy }: StoredKey,
  { signing, gate }: { readonly signing: string; readonly gate: string },
): DescribedKey {
  return {
    id,
    createdAt: isoOf(createdAt),
    from: madeBy === gate ? 'here' : 'file',
    madeBy: madeBy ?? null,
    signing: id === signing,
    verifyUntil: verifyUntil === undefined ? null : isoOf(verifyUntil),
  }
}

/** Why there can be no more keys. */
export function fullText({ keys }: KeyFile): string {
  const next = Math.min(...keys.map(({ verifyUntil = Infinity }) => verifyUntil))
  const when = next === Infinity ? '' : `; the next is dropped at ${isoOf(next)}`
  return `${keys.length} keys are in use, and there may be no more${when}`
}

export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
