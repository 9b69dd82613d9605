import { type Signal } from '../../model/index.ts'

/**
 * What a client did lately, counted and never listed: whoever holds a pass by the pass, all others by
 * network and fingerprint together.
 */
export interface Conduct {
  /** Forms sent within ten minutes though no page was loaded for half an hour or more. */
  readonly formsWithoutPage: number
  /** Forms sent within ten minutes sooner after their page than anybody types. */
  readonly hastyForms: number
  /** Pages asked for within a minute that do not exist. */
  readonly missedPages: number
  /** Networks one pass was seen on within ten minutes; 1 for whoever holds none. */
  readonly networks: number
}

/** A signal that a client's conduct gives. */
export interface ConductSignal extends Signal {
  readonly holds: (conduct: Conduct) => boolean
}

/** Once and twice happens to people: a page from the browser's own store, a password manager. */
const FORMS_MIN = 3

/** Nobody follows so many dead links in a minute. */
const MISSED_PAGES_MIN = 30

/** A phone on a train sees two or three. */
const NETWORKS_MIN = 5

/** Each is a reason for the check by itself: what people do seldom is not even counted. */
const POINTS = 6

export const CONDUCT_SIGNALS: readonly ConductSignal[] = [
  {
    name: 'forms-without-page',
    group: 'behaviour',
    points: POINTS,
    operators: `${FORMS_MIN} forms in ten minutes were sent by who had loaded no page.`,
    citizens: 'Forms were sent from here without their page having been opened.',
    holds: ({ formsWithoutPage }) => formsWithoutPage >= FORMS_MIN,
  },
  {
    name: 'hasty-forms',
    group: 'behaviour',
    points: POINTS,
    operators: `${FORMS_MIN} forms in ten minutes were sent within \`dwell\` after a page was loaded.`,
    citizens: 'Forms were sent from here faster than anybody types.',
    holds: ({ hastyForms }) => hastyForms >= FORMS_MIN,
  },
  {
    name: 'missed-pages',
    group: 'behaviour',
    points: POINTS,
    operators: `${MISSED_PAGES_MIN} pages that do not exist were asked for in a minute.`,
    citizens: 'Many pages that do not exist were asked for from here.',
    holds: ({ missedPages }) => missedPages >= MISSED_PAGES_MIN,
  },
  {
    name: 'many-networks',
    group: 'behaviour',
    points: POINTS,
    operators: `One pass was shown on ${NETWORKS_MIN} networks in ten minutes.`,
    citizens: 'Your pass is used in many places at once.',
    holds: ({ networks }) => networks >= NETWORKS_MIN,
  },
]
