import { parseArgs } from 'node:util'

/** What a number on a command line may be. */
export interface Reach {
  readonly min: number
  readonly max: number
  readonly usual: number
  readonly isWhole: boolean
  readonly means: string
}

/** What can be asked of a benchmark. */
export interface Described<Number extends string, Scenario extends string> {
  /** As it is typed: `npm run bench`. */
  readonly command: string
  readonly numbers: Readonly<Record<Number, Reach>>
  /** What can be measured, in this order; none where it is always all. */
  readonly scenarios: readonly Scenario[]
  /** Files that may be named, with what they are. */
  readonly files?: Readonly<Record<string, string>>
  /** What there is unless JSON is asked for: `tables`. */
  readonly prints: string
}

export type Asked<Number extends string, Scenario extends string> = Readonly<
  Record<Number, number>
> & {
  readonly scenarios: readonly Scenario[]
  /** Of `files`, by name: those that were named. */
  readonly files: Readonly<Record<string, string>>
  /** One object instead. */
  readonly json: boolean
}

/** Reads a command line; a text instead of options is to be shown to whoever typed it. */
export function readCommandLine<Number extends string, Scenario extends string>(
  argv: readonly string[],
  described: Described<Number, Scenario>,
): Asked<Number, Scenario> | string {
  const numbers = Object.entries<Reach>(described.numbers)
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(numbers.map(([name]) => [name, { type: 'string' } as const])),
        ...(described.scenarios.length > 0 && { scenarios: { type: 'string' } as const }),
        ...Object.fromEntries(
          Object.keys(described.files ?? {}).map((name) => [name, { type: 'string' } as const]),
        ),
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const written: Readonly<Record<string, unknown>> = values
    const scenarios = namesIn(written['scenarios'], described.scenarios)
    if (values.help) return usageOf(described)
    const read = numbers.map(([name, reach]) => [name, readNumber(written[name], reach)])
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a number for each name
    const asked = Object.fromEntries(read) as Record<Number, number>
    const files = filesIn(written, Object.keys(described.files ?? {}))
    return { ...asked, scenarios, files, json: values.json }
  } catch {
    return usageOf(described)
  }
}

function filesIn(
  written: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const named = names.flatMap((name) => {
    const file = written[name]
    return typeof file === 'string' ? [[name, file] as const] : []
  })
  return Object.fromEntries(named)
}

function namesIn<Scenario extends string>(
  written: unknown,
  all: readonly Scenario[],
): readonly Scenario[] {
  if (typeof written !== 'string') return all
  return written.split(',').map((name) => known(name, all))
}

function known<Scenario extends string>(name: string, all: readonly Scenario[]): Scenario {
  const found = all.find((each) => each === name)
  if (found === undefined) throw new RangeError(name)
  return found
}

function readNumber(written: unknown, { min, max, usual, isWhole }: Reach): number {
  const value = written === undefined ? usual : Number(written)
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
  throw new RangeError(String(written))
}

function usageOf(described: Described<string, string>): string {
  const { command, numbers, scenarios, files = {}, prints } = described
  const lines = Object.entries(numbers).map(
    ([name, { min, max, usual, means }]) =>
      `  --${name} N`.padEnd(23) + `${means}, ${min} to ${max} (default ${usual})`,
  )
  if (scenarios.length > 0) {
    lines.push(`  --scenarios A,B      of ${scenarios.join(', ')} (default all)`)
  }
  for (const [name, means] of Object.entries(files)) {
    lines.push(`  --${name} FILE`.padEnd(23) + means)
  }
  return `usage: ${command} -- [options]
${lines.join('\n')}
  --json               one object instead of ${prints}
  --help               this text`
}

/** Wrong usage, as in the gate's own commands. */
const USAGE_EXIT = 2

/** Tells whoever typed what cannot be done how to type it. */
export function leaveWith(usage: string): never {
  console.error(usage)
  process.exit(USAGE_EXIT)
}

/** What a shell expects of a program that Ctrl-C or its like has ended. */
const SIGNAL_EXITS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Takes servers and folders away with this program, however it ends. */
export function endWithProgram(owned: ReadonlySet<{ readonly end: () => void }>): void {
  process.once('exit', () => {
    for (const each of owned) each.end()
  })
  for (const [signal, code] of Object.entries(SIGNAL_EXITS)) {
    process.once(signal, () => process.exit(code))
  }
}
