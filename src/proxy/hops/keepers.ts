import { type Keeper, markOfId, minuteOfId } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** A minute more, for ids know no seconds. */
const MINUTE_MS = 60_000

/** Whether a form lies in another folder than that of this gate, as far as its id says. */
export function isElsewhere(id: string, { kept }: Gate): boolean {
  return kept !== null && markOfId(id) !== kept.store.mark
}

/** Who may be asked for it: nobody where another gate asks already, so that nothing goes round. */
export function keepersOf(id: string, exchange: Exchange, gate: Gate): readonly Keeper[] {
  if (exchange.wasHandedOn) return []
  const mark = markOfId(id)
  return gate.keepers().filter((keeper) => keeper.mark === mark)
}

/** Whether its time is over wherever it lies. */
export function isLongOver(id: string, { snapshot }: Exchange, { clock }: Gate): boolean {
  const nowMs = clock.wallMs()
  return nowMs - minuteOfId(id, nowMs) >= snapshot.keep.forMs + MINUTE_MS
}
