import { parseArgs } from 'node:util'
import { type Assumptions } from './cost.ts'

export interface Options {
  /** Times everything has its turn forwards and backwards. */
  readonly rounds: number
  /** Length of one turn. */
  readonly seconds: number
  readonly assumed: Assumptions
  /** One object instead of a table. */
  readonly json: boolean
}

interface Reach {
  readonly min: number
  readonly max: number
  readonly usual: number
  readonly means: string
}

/**
 * Bounds keep a run from being a night's work, and a price from being a slip of the finger. The rates of
 * the graphics card, an RTX 4090: SHA-256 and PBKDF2 as hashcat 6.2.6 measured them (modes 1400 and
 * 10900), algorithm 1 as its latencies and bandwidth let one expect; nobody has measured that.
 */
const NUMBERS = {
  rounds: { min: 1, max: 50, usual: 5, means: 'turns forwards and backwards' },
  seconds: { min: 0.05, max: 60, usual: 1, means: 'length of one turn' },
  wait: { min: 0.1, max: 60, usual: 1, means: "a citizen's wait in seconds" },
  slowdown: { min: 1, max: 50, usual: 6, means: 'a phone is so many times slower' },
  'vcpu-euros': { min: 0.0001, max: 10, usual: 0.012, means: 'an hour of a rented core' },
  'gpu-euros': { min: 0.001, max: 100, usual: 0.48, means: 'an hour of a rented graphics card' },
  'gpu-hashes': { min: 1e6, max: 1e13, usual: 21.98e9, means: 'its SHA-256 a second, published' },
  'gpu-iterations': { min: 1e6, max: 1e13, usual: 8.857e9, means: 'its PBKDF2, published' },
  'gpu-units': { min: 1e3, max: 1e9, usual: 1.2e6, means: 'its units of algorithm 1, estimated' },
} as const satisfies Record<string, Reach>

type NumberName = keyof typeof NUMBERS

const NUMBER_LINES = Object.entries(NUMBERS).map(
  ([name, { min, max, usual, means }]) =>
    `  --${name} N`.padEnd(23) + `${means}, ${min} to ${max} (default ${usual})`,
)

const USAGE = `usage: npm run bench:pow -- [options]
${NUMBER_LINES.join('\n')}
  --json               one object instead of a table
  --help               this text`

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[], iterations: number): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        wait: { type: 'string' },
        slowdown: { type: 'string' },
        'vcpu-euros': { type: 'string' },
        'gpu-euros': { type: 'string' },
        'gpu-hashes': { type: 'string' },
        'gpu-iterations': { type: 'string' },
        'gpu-units': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return USAGE
    const number = (name: NumberName): number => readNumber(values[name], NUMBERS[name])
    const rounds = number('rounds')
    if (!Number.isInteger(rounds)) return USAGE
    return {
      rounds,
      seconds: number('seconds'),
      assumed: {
        vcpuEuros: number('vcpu-euros'),
        gpuEuros: number('gpu-euros'),
        gpu: {
          walk: number('gpu-units'),
          derivation: number('gpu-iterations') / iterations,
          search: number('gpu-hashes'),
        },
        waitSeconds: number('wait'),
        slowdown: number('slowdown'),
      },
      json: values.json,
    }
  } catch {
    return USAGE
  }
}

function readNumber(text: string | undefined, { min, max, usual }: Reach): number {
  const value = text === undefined ? usual : Number(text)
  if (value >= min && value <= max) return value
  throw new RangeError(text)
}
