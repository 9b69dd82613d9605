import { attachLimits, createSharedMemory, type Limits } from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'
import { LimitShare, ROUND_MS } from '../../src/store/limit-share.ts'
import { SimulatedEngine } from './simulated-engine.ts'

/** The steps of the clock. */
const STEP_MS = 5

/** From a gate to the store: another data centre of the same country. */
const WAY_MS = 2.5

const SEED_BYTES = 16

/** What an attacker sends in one step: how many requests to which gate, by which key. */
export type Shape = (step: {
  readonly nowMs: number
  readonly gates: number
  readonly send: (gate: number, requests: number) => void
}) => void

/** A gate of the simulation: real tables and real reconciliation, without sockets. */
interface SimulatedGate {
  readonly limits: Limits
  readonly engine: SimulatedEngine
  readonly share: LimitShare
  /** Gates do not tell the store at the same moment. */
  readonly phaseMs: number
}

/** Requests that were let through, by the step in which they were. */
export interface Passed {
  readonly stepMs: number
  readonly perStep: Uint32Array
}

/** Lets `gates` gates share one limit for `forMs` and sends a shape of attack against one key of it. */
export async function simulate(
  shape: Shape,
  { rate, gates, forMs }: { readonly rate: Rate; readonly gates: number; readonly forMs: number },
): Promise<Passed> {
  let nowMs = 1_000_000
  const levels = new Map<string, number>()
  const all = Array.from({ length: gates }, (_, i) =>
    gateOf(i, { gates, levels, nowMs: () => nowMs }),
  )
  const perStep = new Uint32Array(forMs / STEP_MS)
  for (let step = 0; step < perStep.length; step++) {
    nowMs += STEP_MS
    shape({
      nowMs: step * STEP_MS,
      gates,
      send: (index, requests) => {
        const rates = all[index]?.limits.rates
        let passed = 0
        for (let i = 0; i < requests; i++) {
          // As each step sends more than it gets through, the first refusal of one step is its last.
          if (rates?.take('limit', 'attacker', rate, nowMs) !== 0) break
          passed++
        }
        perStep[step] = (perStep[step] ?? 0) + passed
      },
    })
    for (const gate of all) {
      gate.engine.deliver()
      if (nowMs % ROUND_MS === gate.phaseMs) void gate.share.round()
    }
    // What has arrived is settled before the clock goes on.
    for (let i = 0; i < 6; i++) await Promise.resolve()
  }
  return { stepMs: STEP_MS, perStep }
}

function gateOf(
  index: number,
  { gates, levels, nowMs }: { gates: number; levels: Map<string, number>; nowMs: () => number },
): SimulatedGate {
  const memory = createSharedMemory({
    workers: 1,
    seed: crypto.getRandomValues(new Uint8Array(SEED_BYTES)),
    rateBucketsLog2: 6,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
  const limits = attachLimits(memory, 0)
  const engine = new SimulatedEngine(nowMs, { levels, wayMs: WAY_MS })
  const share = new LimitShare({
    takings: attachLimits(memory, 1).takings,
    engine,
    steadyMs: nowMs,
    gates: () => gates,
    gate: String(index),
  })
  share.follow({ seed: new Uint8Array(SEED_BYTES), names: new Uint8Array(2 * SEED_BYTES) })
  const phaseMs = Math.floor((index * ROUND_MS) / gates / STEP_MS) * STEP_MS
  return { limits, engine, share, phaseMs }
}

/** The most that was let through within any time of this length. */
export function mostWithin({ perStep, stepMs }: Passed, windowMs: number): number {
  const steps = Math.round(windowMs / stepMs)
  let sum = 0
  let most = 0
  for (let i = 0; i < perStep.length; i++) {
    sum += perStep[i] ?? 0
    if (i >= steps) sum -= perStep[i - steps] ?? 0
    most = Math.max(most, sum)
  }
  return most
}
