import {
  burnPlace,
  CHALLENGE_TOPIC,
  CODE_TOPIC,
  type Limits,
  readMarks,
  USE_CODE_TOPIC,
} from '../limits/index.ts'
import { type Clock } from '../model/index.ts'
import { type Asks } from '../store/index.ts'
import { type Answer } from './operators/answer.ts'
import { EXPLAIN_TOPIC, explainToOthers } from './operators/explain.ts'

export interface AnsweringTools {
  readonly limits: Pick<Limits, 'spent' | 'codes' | 'seal'>
  readonly clock: Clock
  readonly explain: (reference: string) => Answer | null
}

/** What this gate answers others: null where it is another one that knows, nothing where it may not say. */
export function answerOthers(asks: Pick<Asks, 'on'>, tools: AnsweringTools): void {
  const { limits, clock, explain } = tools
  const { spent, codes, seal } = limits
  asks.on(CHALLENGE_TOPIC, (text) => Promise.resolve(burnPlace(text, spent)))
  const answerBy = (isOurs: (mark: Buffer) => boolean) => async (text: string) => {
    if (readMarks(text).some(isOurs)) return 'yes'
    // Whoever takes this gate's place may have it.
    if (seal.isShut) throw new Error('another gate knows by now')
    return null
  }
  const nowSeconds = (): number => Math.floor(clock.wallMs() / 1000)
  asks.on(
    CODE_TOPIC,
    answerBy((mark) => codes.has(mark, nowSeconds())),
  )
  asks.on(
    USE_CODE_TOPIC,
    answerBy((mark) => codes.burn(mark, nowSeconds())),
  )
  asks.on(EXPLAIN_TOPIC, (text) => Promise.resolve(explainToOthers(text, explain)))
}
