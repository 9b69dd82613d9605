/**
 * The one size of work that tokens of this version name; 2 audits make half the work pass in 1 of 4.
 * Algorithm 2 has three times the units and 1800 iterations in each, so that a pass costs whoever
 * rents a graphics card about the same by either.
 */
export const PROOF_PARAMETERS = {
  sizeLog2: 14,
  passes: 2,
  audits: 2,
  iterations: 1800,
  derivedUnitsFactor: 3,
} as const

/**
 * Units of a silent token by risk class: from about 0.1 s to 1.6 s of one desktop core. Nobody computes for
 * more than 20 s on the phone that we measure by (Chromium at a sixth of its speed, without an optimising compiler):
 * a unit takes 49 us of such a core, 2.5 times that without the compiler, so the greatest number 12 s of two
 * workers there.
 */
export const UNITS_AT_RISK = { 1: 2048, 2: 4096, 4: 8192, 8: 16_384, 16: 32_768 } as const

/** The most units a submission has tags of: those of algorithm 2 at the highest risk. */
export const UNITS_MAX = UNITS_AT_RISK[16] * PROOF_PARAMETERS.derivedUnitsFactor

/**
 * How long a token may be handed in, by kind: a silent one 2 minutes, so that nobody stocks up; a slow
 * one 5, so that nobody has to hurry (WCAG 2.2.1); a way back 1 hour, the time of a call to the helpdesk.
 * One for both doors is good for each as long as that door's own.
 */
export const LIFETIME_SECONDS = { silent: 120, slow: 300, way: 3600, both: 300 } as const

/**
 * At the slow door an order of the dearest class is good for longer: whoever waits there may be told meanwhile that his
 * next purchase has its time, up to eight minutes later.
 */
export const PACED_SLOW_SECONDS = LIFETIME_SECONDS.slow + 480
