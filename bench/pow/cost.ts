/** What the table rests on besides what is measured. All of it can be said on the command line. */
export interface Assumptions {
  /** An hour of one core of a rented server, in euros. */
  readonly vcpuEuros: number
  /** An hour of a rented graphics card, in euros. */
  readonly gpuEuros: number
  /** Units, or hashes, that the card does in a second. */
  readonly gpu: Readonly<Record<'walk' | 'derivation' | 'search', number>>
  /** What a citizen waits, in seconds, with one worker. */
  readonly waitSeconds: number
  /** The citizen's phone is so many times slower than a browser on this machine. */
  readonly slowdown: number
}

/** Units, or hashes, a second of one way to be let in. */
export interface Speeds {
  readonly name: string
  /** One core, while all are busy. */
  readonly corePerSecond: number
  /** One worker in the browser. */
  readonly browserPerSecond: number
  readonly gpuPerSecond: number
}

/** What a pass costs whoever makes a million of them, where a citizen waits so long. */
export interface Cost extends Speeds {
  /** How many workers of the browser one core is worth. */
  readonly advantage: number
  /** Units, or hashes, of one pass. */
  readonly work: number
  readonly passesPerCoreSecond: number
  readonly cpuSeconds: number
  readonly cpuEurosPerMillion: number
  readonly gpuEurosPerMillion: number
}

const HOUR_SECONDS = 3600
const MILLION = 1_000_000

/**
 * One line of the table. The work of a pass is what `perSecond`, slowed down to a phone, gets done
 * while a citizen waits.
 */
export function costOf(
  speeds: Speeds,
  { perSecond, assumed }: { readonly perSecond: number; readonly assumed: Assumptions },
): Cost {
  const { corePerSecond, browserPerSecond, gpuPerSecond } = speeds
  const work = (perSecond / assumed.slowdown) * assumed.waitSeconds
  return {
    ...speeds,
    advantage: corePerSecond / browserPerSecond,
    work,
    passesPerCoreSecond: corePerSecond / work,
    ...costOfWork(work / corePerSecond, assumed),
    gpuEurosPerMillion: eurosPerMillion(work / gpuPerSecond, assumed.gpuEuros),
  }
}

/** A pass that takes so long on one core. */
export function costOfWork(
  cpuSeconds: number,
  { vcpuEuros }: Assumptions,
): Pick<Cost, 'cpuSeconds' | 'cpuEurosPerMillion'> {
  return { cpuSeconds, cpuEurosPerMillion: eurosPerMillion(cpuSeconds, vcpuEuros) }
}

function eurosPerMillion(seconds: number, hourEuros: number): number {
  return (seconds / HOUR_SECONDS) * hourEuros * MILLION
}

/** How many times as much our cheapest way in costs an attacker as the peer's. */
export interface Ratios {
  readonly cpu: number
  /** With a graphics card where that is cheaper, for ours as for the peer's. */
  readonly gpu: number
}

export function ratiosOf(ours: readonly Cost[], peer: Cost): Ratios {
  const onCores = ({ cpuEurosPerMillion }: Cost): number => cpuEurosPerMillion
  const onEither = ({ cpuEurosPerMillion, gpuEurosPerMillion }: Cost): number =>
    Math.min(cpuEurosPerMillion, gpuEurosPerMillion)
  return {
    cpu: Math.min(...ours.map(onCores)) / onCores(peer),
    gpu: Math.min(...ours.map(onEither)) / onEither(peer),
  }
}
