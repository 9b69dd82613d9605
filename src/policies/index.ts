/** What to think of a request: patterns and conditions, verdicts in order, one decision. */
export { decide, type Judgement } from './decide.ts'
export { foresee, judge, type Judged, routeOf } from './judge.ts'
export { type Ledger, type Standing } from './ledger.ts'
export { type Entered } from './limits-hearing.ts'
export { NO_ORDERS, OrderBook } from './orders/index.ts'
export { reasonOfRule } from './rule-verdict.ts'
export { compileKey, kindOfKey } from './limit-key.ts'
export { PathIndex } from './path-index.ts'
export {
  type PatternParts,
  compilePattern,
  matchGlob,
  partsOfPattern,
  patternCovers,
  patternHint,
  patternMistake,
} from './pattern.ts'
export { EXPRESSION_CHARS_MAX, EXPRESSION_WORDS, Expressions } from './expression.ts'
export { PARAMETERS_MAX, queryShapeOf } from './query-shape.ts'
export { builtInLimit } from './built-in.ts'
export { isWellKnown } from './well-known.ts'
export { openingOf } from './opening.ts'
export { isTimeZone, type TimeWindow, WEEKDAYS } from './time-window.ts'
export {
  CONDUCT_SIGNALS,
  GROUP_POINTS_MAX,
  HEADER_SIGNALS,
  type Conduct,
  headerSignals,
  weigh,
} from './signals/index.ts'
export { joinBytes, spellPath, spellPattern, unescapeAll } from './spelling.ts'
export { compileWhen, type When } from './when.ts'
export { waitsForTurn } from './waiting-room.ts'
