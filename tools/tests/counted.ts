import { readFileSync } from 'node:fs'

/** What drives whole programs or browsers, in `test/support/`. */
const DRIVERS =
  /\bsupport\/(?:bench|browser|browsers\/\w+|command|kept-gates|ring-stage|tabs|two-gates|upgrading)\.ts'/

/** Folders and files of tests that do nothing else. */
const WHOLE = /^test\/(?:applications\/|bench)/

/** Journeys that reach much which no test of a part does; all others reach it as well, for three times the time. */
export const COUNTED_JOURNEYS: readonly string[] = [
  'about',
  'bans',
  'drained-server',
  'hostile',
  'kept-truths',
  'my-pass',
  'pass-sharing-attacks',
  'pass-sharing-gates',
  'price',
  'robots',
  'servers',
  'shared-orders',
  'slow-readers',
  'subrequests',
  'trailers',
  'waiting-room',
].map((name) => `test/journeys/${name}.test.ts`)

/**
 * For which test files tap counts what of the program they reach (`--coverage-map`): for those that have it in their
 * own process. Whoever drives whole programs starts dozens of them; to count in each takes longer than the test.
 * `null` counts nothing, an empty list everything.
 */
function counted(path: string): readonly string[] | null {
  if (path.startsWith('test/journeys/') && !COUNTED_JOURNEYS.includes(path)) return null
  const isWhole = WHOLE.test(path) || DRIVERS.test(readFileSync(path, 'utf8'))
  return isWhole ? null : []
}

// oxlint-disable-next-line import/no-default-export -- tap asks for it by that name
export { counted as default }
