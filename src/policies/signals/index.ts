/** Explainable observations that add points to a score. */
export { HEADER_SIGNALS } from './all.ts'
export { CONDUCT_SIGNALS, type Conduct } from './conduct.ts'
export { GROUP_POINTS_MAX, conductSignals, headerSignals, weigh } from './weigh.ts'
