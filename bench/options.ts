import { parseArgs } from 'node:util'

/** What can be measured, in this order. */
export const SCENARIOS = ['pass', 'challenge', 'limit', 'large', 'upload', 'proof'] as const

export type ScenarioName = (typeof SCENARIOS)[number]

export interface Options {
  /** Times every server has its turn forwards and backwards. */
  readonly rounds: number
  /** Length of one turn. */
  readonly seconds: number
  readonly scenarios: readonly ScenarioName[]
  /** One object instead of tables. */
  readonly json: boolean
}

/** More is a night's work on somebody's machine. */
const ROUNDS_MAX = 50
const SECONDS_MAX = 60

const USAGE = `usage: npm run bench -- [options]
  --rounds N        turns forwards and backwards, 1 to ${ROUNDS_MAX} (default 5)
  --seconds S       length of one turn, up to ${SECONDS_MAX} (default 1)
  --scenarios A,B   of ${SCENARIOS.join(', ')} (default all)
  --json            one object instead of tables
  --help            this text`

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '1' },
        scenarios: { type: 'string', default: SCENARIOS.join(',') },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const rounds = Number(values.rounds)
    const seconds = Number(values.seconds)
    const names = values.scenarios.split(',')
    const isInReach =
      Number.isInteger(rounds) && isUpTo(rounds, ROUNDS_MAX) && isUpTo(seconds, SECONDS_MAX)
    if (values.help || !isInReach || !names.every(isScenario)) return USAGE
    return { rounds, seconds, scenarios: names, json: values.json }
  } catch {
    return USAGE
  }
}

function isUpTo(value: number, max: number): boolean {
  return value > 0 && value <= max
}

function isScenario(name: string): name is ScenarioName {
  return SCENARIOS.some((known) => known === name)
}
