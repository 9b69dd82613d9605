/** A gate without sockets: policies judge requests that are described, not sent. */
export { type Difference, type Said } from './verdict.ts'
export { type Usual, type WrittenRequest, clientOf, usualOf } from './describe.ts'
export { type Explanation, type ExplainedReading, explainRequest } from './explain.ts'
export { type Asked } from './question.ts'
export { type TracedStep } from './trace.ts'
export { type Program } from './programs.ts'
export { type TestResult } from './run-tests.ts'
export {
  type TestText,
  type Trial,
  type TrialTools,
  needsConfiguration,
  tryPolicies,
} from './trial.ts'
export { Replay, type ReplayReport } from './replay.ts'
export { type TallyRow } from './tally.ts'
