import { type Decision, type Reason, type WaitingRoom } from '../model/index.ts'
import { type Judged } from './judge.ts'

/** A request that its policy lets through, and whose sender's turn has not come: the room has the last word. */
export function waitsForTurn(judged: Judged, room: WaitingRoom, retryAfterMs: number): Judged {
  const reason: Reason = { what: 'gate', name: 'waiting-room', line: room.line }
  const decision: Decision = { kind: 'limit', reason, retryAfterMs }
  return { ...judged, decision, verdicts: [...judged.verdicts, { kind: 'final', decision }] }
}
