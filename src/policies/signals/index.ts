/** Explainable observations that add points to a score. */
export { HEADER_SIGNALS } from './all.ts'
export { GROUP_POINTS_MAX, headerSignals, weigh } from './weigh.ts'
