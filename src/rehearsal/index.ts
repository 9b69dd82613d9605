/** A gate without sockets: policies judge requests that are described, not sent. */
export { type Difference, type Said } from './verdict.ts'
export { type TestResult } from './run-tests.ts'
export {
  type TestText,
  type Trial,
  type TrialTools,
  needsConfiguration,
  tryPolicies,
} from './trial.ts'
