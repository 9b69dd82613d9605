/**
 * The level of a pass, lowest first: `waited` (slow door), `worked` (proof of work), `vouched`
 * (a helpdesk code). A route names the least it accepts.
 */
export const CLEARANCES = ['waited', 'worked', 'vouched'] as const

export type Clearance = (typeof CLEARANCES)[number]

/** Whether a pass of level `held` is enough where `wanted` is asked for. */
export function reaches(held: Clearance, wanted: Clearance): boolean {
  return CLEARANCES.indexOf(held) >= CLEARANCES.indexOf(wanted)
}
