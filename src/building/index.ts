/** From a checked configuration, which is plain data, to the snapshot that a thread serves by. */
export {
  type AgentPlan,
  type Blueprint,
  type ContactPlan,
  type LimitPlan,
  type NetworkPlan,
  type PolicyPlan,
  type RoutePlan,
  type RulePlan,
  type SitePlan,
  type WhenPlan,
} from './blueprint.ts'
export { counterOf } from './site.ts'
export { building, partsOf } from './snapshot.ts'
export { described } from './described.ts'
export { NO_PLACES, type Places, placesFor, placesOf, roomsOf, serverKey } from './places.ts'
export { type Sheets, writeSheets } from './sheets.ts'
export { type Work, atOnce, inSlices } from './slices.ts'
