import { type Decision, type Reason, type WaitingRoom } from '../model/index.ts'
import { type Judged } from './judge.ts'

/**
 * A request that its policy lets through, and whose sender's turn has not come: the room has the last word.
 * `isByRate`: not its places hold it up, but the limit by which people are let in.
 */
export function waitsForTurn(
  judged: Judged,
  room: WaitingRoom,
  { retryAfterMs, isByRate }: { readonly retryAfterMs: number; readonly isByRate: boolean },
): Judged {
  const decision: Decision = { kind: 'limit', reason: reasonOf(room, isByRate), retryAfterMs }
  // The limit has said before that it is over.
  const verdicts = judged.verdicts.filter(({ kind }) => kind !== 'wait')
  return { ...judged, decision, verdicts: [...verdicts, { kind: 'final', decision }] }
}

function reasonOf({ rate, line }: WaitingRoom, isByRate: boolean): Reason {
  return isByRate && rate !== null
    ? { what: 'limit', name: rate.name, line: rate.line }
    : { what: 'gate', name: 'waiting-room', line }
}
