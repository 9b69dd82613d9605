import { parseArgs } from 'node:util'

/** What can be measured, in this order. */
export const SCENARIOS = ['slow', 'idle', 'reload', 'kill', 'faults', 'soak'] as const

export type ScenarioName = (typeof SCENARIOS)[number]

export interface Options {
  readonly scenarios: readonly ScenarioName[]
  /** Times every server has its turn; forwards in one round, backwards in the next. */
  readonly rounds: number
  /** Length of one stretch of normal traffic. */
  readonly seconds: number
  /** Normal requests a second. */
  readonly rate: number
  /** Slow connections of each kind. */
  readonly crowd: number
  /** Idle connections. */
  readonly idle: number
  /** Length of the soak. */
  readonly minutes: number
  /** One object instead of lines. */
  readonly json: boolean
}

interface Reach {
  readonly min: number
  readonly max: number
  readonly usual: number
  readonly isWhole: boolean
  readonly means: string
}

/** More is a night's work on somebody's machine, or more than one process may have open. */
const NUMBERS = {
  rounds: { min: 1, max: 50, usual: 5, isWhole: true, means: 'turns of every server' },
  seconds: { min: 0.2, max: 60, usual: 5, isWhole: false, means: 'length of one stretch' },
  rate: { min: 10, max: 2_000, usual: 300, isWhole: true, means: 'normal requests a second' },
  crowd: { min: 1, max: 5_000, usual: 1_000, isWhole: true, means: 'slow connections of a kind' },
  idle: { min: 1, max: 15_000, usual: 10_000, isWhole: true, means: 'idle connections' },
  minutes: { min: 0.1, max: 600, usual: 30, isWhole: false, means: 'length of the soak' },
} as const satisfies Record<string, Reach>

type NumberName = keyof typeof NUMBERS

const NUMBER_LINES = Object.entries(NUMBERS).map(
  ([name, { min, max, usual, means }]) =>
    `  --${name} N`.padEnd(18) + `${means}, ${min} to ${max} (default ${usual})`,
)

const USAGE = `usage: npm run bench:endurance -- [options]
  --scenarios A,B   of ${SCENARIOS.join(', ')} (default all)
${NUMBER_LINES.join('\n')}
  --json            one object instead of lines
  --help            this text`

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        scenarios: { type: 'string', default: SCENARIOS.join(',') },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        rate: { type: 'string' },
        crowd: { type: 'string' },
        idle: { type: 'string' },
        minutes: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const scenarios = values.scenarios.split(',')
    if (values.help || !scenarios.every(isScenario)) return USAGE
    const number = (name: NumberName): number => readNumber(values[name], NUMBERS[name])
    return {
      scenarios,
      rounds: number('rounds'),
      seconds: number('seconds'),
      rate: number('rate'),
      crowd: number('crowd'),
      idle: number('idle'),
      minutes: number('minutes'),
      json: values.json,
    }
  } catch {
    return USAGE
  }
}

function readNumber(text: string | undefined, { min, max, usual, isWhole }: Reach): number {
  const value = text === undefined ? usual : Number(text)
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
  throw new RangeError(text)
}

function isScenario(name: string): name is ScenarioName {
  return SCENARIOS.some((known) => known === name)
}
