import { PROOF_PARAMETERS, UNITS_AT_RISK } from '../../src/challenge-pages/index.ts'
import { type Scheme } from './attacker.ts'
import { type BrowserWay } from './citizen.ts'
import { type Assumptions, type Cost, costOf, costOfWork, type Ratios, ratiosOf } from './cost.ts'

/** What was measured, in the middle: units, or hashes, a second of one core and of one worker. */
export interface Rates {
  readonly native: Readonly<Record<Scheme, number>>
  readonly browser: Readonly<Record<BrowserWay, number>>
}

/** What follows from it. */
export interface Judgement {
  readonly ours: readonly Cost[]
  readonly peers: readonly Cost[]
  /** The pass that a token asks for at risk 1, by either algorithm. */
  readonly passes: readonly Pass[]
  readonly goals: readonly Goal[]
}

export interface Pass {
  readonly units: number
  readonly algorithm: 1 | 2
  readonly cpuSeconds: number
  readonly cpuEurosPerMillion: number
}

export interface Goal {
  readonly label: string
  readonly value: number
  readonly least: number
}

/** At least so many times what a pass by SHA-256 costs: on rented cores alone, and with graphics cards. */
const LEAST: Ratios = { cpu: 100, gpu: 300 }

/** Compares our ways in with those of gates that ask for SHA-256 with leading zeros. */
export function judge({ native, browser }: Rates, assumed: Assumptions): Judgement {
  const factor = PROOF_PARAMETERS.derivedUnitsFactor
  const ours = [
    costOf(
      {
        name: 'ours, algorithm 1',
        corePerSecond: native.walk,
        browserPerSecond: browser.walk,
        gpuPerSecond: assumed.gpu.walk,
      },
      { perSecond: browser.walk, assumed },
    ),
    // A token allows either, and asks for three units of this one for each of the other: whoever pays
    // chooses, however slow it would be in a browser.
    costOf(
      {
        name: 'ours, algorithm 2 for the same token',
        corePerSecond: native.derivation,
        browserPerSecond: browser.derivation,
        gpuPerSecond: assumed.gpu.derivation,
      },
      { perSecond: factor * browser.walk, assumed },
    ),
  ]
  const peer = (name: string, browserPerSecond: number): Cost =>
    costOf(
      { name, corePerSecond: native.search, browserPerSecond, gpuPerSecond: assumed.gpu.search },
      { perSecond: browserPerSecond, assumed },
    )
  const peers = [
    peer('SHA-256, WebCrypto for each number', browser.subtle),
    peer('SHA-256, plain JavaScript', browser.script),
    peer('SHA-256, WebAssembly, four at a time', browser.wasm),
  ] as const
  const [called, ...others] = peers
  const best = others.reduce((one, other) => (other.work > one.work ? other : one))
  const units = UNITS_AT_RISK[1]
  return {
    ours,
    peers,
    passes: [
      { units, algorithm: 1, ...costOfWork(units / native.walk, assumed) },
      {
        units: factor * units,
        algorithm: 2,
        ...costOfWork((factor * units) / native.derivation, assumed),
      },
    ],
    goals: [called, best].flatMap((cost) => goalsOf(cost.name, ratiosOf(ours, cost))),
  }
}

function goalsOf(peer: string, ratios: Ratios): readonly Goal[] {
  return [
    { label: `${peer}, on rented cores alone`, value: ratios.cpu, least: LEAST.cpu },
    { label: `${peer}, on cores or graphics cards`, value: ratios.gpu, least: LEAST.gpu },
  ]
}
