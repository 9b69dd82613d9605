/** What to think of a request: patterns and conditions, verdicts in order, one decision. */
export { decide, type Judgement } from './decide.ts'
export { evaluate, type Ledger, type Standing } from './evaluate.ts'
export { judge, type Judged } from './judge.ts'
export { compilePattern, matchGlob, patternCovers, patternMistake } from './pattern.ts'
export { GROUP_POINTS_MAX, HEADER_SIGNALS, headerSignals, weigh } from './signals/index.ts'
export { compileWhen, type When } from './when.ts'
