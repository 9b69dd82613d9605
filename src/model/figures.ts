/** What a site tells everybody of its gate. */
export interface About {
  /** Whether its page and its statistics are there. */
  readonly isPublished: boolean
  /** Whether the helpdesk notes complaints (`paart complaint`): else nothing is known of them. */
  readonly notesComplaints: boolean
}

/**
 * What is counted of visits where they are published, beside what requests came to: rare things alone, so that a
 * request that a pass lets through costs nothing.
 */
export const VISITS = {
  agent: 'a request was let through of a crawler that proved who it is',
  human: 'a pass was earned, by a code of the helpdesk',
  returned: 'a pass was renewed: somebody who had passed a check was there again, hours later',
  shared: 'a pass of another site was taken over',
  shown: 'a page with the check was shown in place of what was asked for',
  silent: 'a check was passed by the calculation of a browser',
  slow: 'a check was passed by the button and the wait',
} as const

export type Visit = keyof typeof VISITS

/** What is told of a site, each by itself: no total, from which another one could be subtracted. */
export const FIGURES = [
  'silent',
  'slow',
  'human',
  'shared',
  'notPassed',
  'returned',
  'agents',
  'unproven',
  'limited',
  'denied',
  'passedOn',
  'complaints',
] as const

export type Figure = (typeof FIGURES)[number]

/** A smaller count may be one person; official statistics hide what is smaller than five to ten. */
export const TOLD_MIN = 10

/**
 * Rounded, so that who asks each day cannot subtract one day's answer from the next, nor who makes ten visits himself
 * his own from the sum of a week.
 */
export const ROUNDED_TO = 10

/** Null: under `TOLD_MIN`, and not told. */
export type Told = number | null

/** What is told of a time. */
export interface Period {
  /** Its first and its last day, `2026-11-23`; days are those of UTC. */
  readonly from: string
  readonly to: string
  /** Days of it on which this gate counted the site, or a part of them. */
  readonly daysCounted: number
  readonly counts: Readonly<Record<Figure, Told>>
  /** Half of the calculations at this gate, for all its sites, took no longer; null where too few are known. */
  readonly halfWithinSeconds: Told
}

export interface Week extends Period {
  /** ISO 8601: `2026-W48`. */
  readonly week: string
}

/** What is published of one site. */
export interface SiteFigures {
  /**
   * The last thirty days that are over, rounded to tens, with how often the check was shown; null before the first. Of
   * rounded numbers what is hidden cannot be found by subtracting.
   */
  readonly recent: (Period & { readonly met: Told }) | null
  /** Those that are over, the latest first. */
  readonly weeks: readonly Week[]
}

/** By the names of sites; of those alone that publish any. */
export type Figures = ReadonlyMap<string, SiteFigures>
