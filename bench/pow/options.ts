import { type Reach, readCommandLine } from '../command-line.ts'
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

/**
 * Bounds keep a run from being a night's work, and a price from being a slip of the finger. The rates of
 * the graphics card, an RTX 4090: SHA-256 and PBKDF2 as hashcat 6.2.6 measured them (modes 1400 and
 * 10900), algorithm 1 as its latencies and bandwidth let one expect; nobody has measured that.
 */
const NUMBERS = {
  rounds: { min: 1, max: 50, usual: 5, isWhole: true, means: 'turns forwards and backwards' },
  seconds: { min: 0.05, max: 60, usual: 1, isWhole: false, means: 'length of one turn' },
  wait: { min: 0.1, max: 60, usual: 1, isWhole: false, means: "a citizen's wait in seconds" },
  slowdown: { min: 1, max: 50, usual: 6, isWhole: false, means: 'a phone is so many times slower' },
  'vcpu-euros': {
    min: 0.0001,
    max: 10,
    usual: 0.012,
    isWhole: false,
    means: 'an hour of a rented core',
  },
  'gpu-euros': {
    min: 0.001,
    max: 100,
    usual: 0.48,
    isWhole: false,
    means: 'an hour of a rented graphics card',
  },
  'gpu-hashes': {
    min: 1e6,
    max: 1e13,
    usual: 21.98e9,
    isWhole: false,
    means: 'its SHA-256 a second, published',
  },
  'gpu-iterations': {
    min: 1e6,
    max: 1e13,
    usual: 8.857e9,
    isWhole: false,
    means: 'its PBKDF2, published',
  },
  'gpu-units': {
    min: 1e3,
    max: 1e9,
    usual: 1.2e6,
    isWhole: false,
    means: 'its units of algorithm 1, estimated',
  },
} as const satisfies Record<string, Reach>

/** Reads the command line; a text instead of options is to be shown to whoever typed it. */
export function readOptions(argv: readonly string[], iterations: number): Options | string {
  const command = 'npm run bench:pow'
  const described = { command, numbers: NUMBERS, scenarios: [], prints: 'a table' }
  const asked = readCommandLine(argv, described)
  if (typeof asked === 'string') return asked
  const { rounds, seconds, json } = asked
  return {
    rounds,
    seconds,
    assumed: {
      vcpuEuros: asked['vcpu-euros'],
      gpuEuros: asked['gpu-euros'],
      gpu: {
        walk: asked['gpu-units'],
        derivation: asked['gpu-iterations'] / iterations,
        search: asked['gpu-hashes'],
      },
      waitSeconds: asked.wait,
      slowdown: asked.slowdown,
    },
    json,
  }
}
