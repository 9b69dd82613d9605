import { type ObservedFacts } from '../client/index.ts'
import { type Outcome } from '../model/index.ts'

/** What is recorded of who sent it; nothing is known where no policy was asked. */
export function senderOf(
  facts: ObservedFacts | null,
  earned: string,
): Pick<Outcome, 'clearance' | 'fingerprint' | 'pass' | 'signature'> {
  const stranger = { clearance: 'none', pass: earned } as const
  if (facts === null) return { ...stranger, fingerprint: '', signature: null }
  const { presented, fingerprint, signature } = facts
  if (presented.kind !== 'held') return { ...stranger, fingerprint, signature }
  const { clearance, name } = presented.pass
  return { clearance, fingerprint, pass: earned === '' ? name : earned, signature }
}
