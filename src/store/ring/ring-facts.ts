import { type Engine } from '../engine.ts'
import { type FactBook, FactShare } from '../fact-share.ts'

/** Shares what is known of keys as orders are shared, apart from them. */
export function ringFacts(engine: Pick<Engine, 'exchange'>, book: FactBook): FactShare {
  return new FactShare({ exchange: (read, facts) => engine.exchange(read, facts, 'ring') }, book)
}
