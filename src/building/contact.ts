import { type Contact } from '../model/index.ts'
import { openingOf } from '../policies/index.ts'
import { type ContactPlan } from './blueprint.ts'

/** Whom a page names. */
export function buildContact({ opening, ...contact }: ContactPlan): Contact {
  return opening === undefined ? contact : { ...contact, opening: openingOf(opening) }
}
