import { type Asked, type Reach, readCommandLine } from '../command-line.ts'

/** What can be measured, in this order. */
export const SCENARIOS = ['slow', 'idle', 'reload', 'large', 'kill', 'faults', 'soak'] as const

export type ScenarioName = (typeof SCENARIOS)[number]

/** More is a night's work on somebody's machine, or more than one process may have open. */
const NUMBERS = {
  rounds: { min: 1, max: 50, usual: 5, isWhole: true, means: 'turns of every server' },
  seconds: { min: 0.2, max: 60, usual: 5, isWhole: false, means: 'length of one stretch' },
  rate: { min: 10, max: 2_000, usual: 300, isWhole: true, means: 'normal requests a second' },
  crowd: { min: 1, max: 5_000, usual: 1_000, isWhole: true, means: 'slow connections of a kind' },
  idle: { min: 1, max: 15_000, usual: 10_000, isWhole: true, means: 'idle connections' },
  minutes: { min: 0.1, max: 600, usual: 30, isWhole: false, means: 'length of the soak' },
} as const satisfies Record<string, Reach>

export type Options = Asked<keyof typeof NUMBERS, ScenarioName>

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  const command = 'npm run bench:endurance'
  return readCommandLine(argv, { command, numbers: NUMBERS, scenarios: SCENARIOS, prints: 'lines' })
}
