import { type Asked, type Reach, readCommandLine } from './command-line.ts'

/** What can be measured, in this order. */
export const SCENARIOS = [
  'pass',
  'browser',
  'connect',
  'workers',
  'routes',
  'challenge',
  'limit',
  'large',
  'upload',
  'proof',
] as const

export type ScenarioName = (typeof SCENARIOS)[number]

/** More is a night's work on somebody's machine. */
const NUMBERS = {
  /** Times every server has its turn forwards and backwards. */
  rounds: { min: 1, max: 50, usual: 5, isWhole: true, means: 'turns forwards and backwards' },
  seconds: { min: 0.01, max: 60, usual: 1, isWhole: false, means: 'length of one turn' },
  /** A slow machine stops warming up after so many lengths of a turn. */
  'warm-ups': { min: 1, max: 8, usual: 8, isWhole: true, means: 'turns before the first, at most' },
} as const satisfies Record<string, Reach>

export type Options = Asked<keyof typeof NUMBERS, ScenarioName>

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  const command = 'npm run bench'
  return readCommandLine(argv, {
    command,
    numbers: NUMBERS,
    scenarios: SCENARIOS,
    files: { with: 'another gate in the same run (bench/beside/outsider.ts)' },
    prints: 'tables',
  })
}
