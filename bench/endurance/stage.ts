import { type ChildProcess } from 'node:child_process'
import { askProgram } from '../asking.ts'
import { Fleet } from '../fleet.ts'
import { freePort } from '../servers/nginx.ts'
import { type Contender, settle } from './contender.ts'
import { type CrowdOrder, type CrowdState } from './crowd-job.ts'
import { startGate } from './servers/gate.ts'
import { startHaproxy } from './servers/haproxy.ts'
import { startNginx } from './servers/nginx.ts'
import { type TrafficJob, type TrafficResult } from './traffic-job.ts'

/** Servers just started, the application behind them, and the clients before them. */
export interface Stage {
  readonly contenders: readonly Contender[]
  readonly traffic: (job: TrafficJob) => Promise<TrafficResult>
  readonly crowd: (order: CrowdOrder) => Promise<CrowdState>
  /** Starts a program of ours that says nothing; it ends with the stage at the latest. */
  readonly program: (file: string) => ChildProcess
}

/** What a stage can be. */
export interface StageOptions {
  /** A program of ours instead of the usual application. */
  readonly origin?: string
  readonly patienceSeconds?: number
  /** Without the servers that the gate is compared with. */
  readonly isGateAlone?: boolean
}

/** A client that is silent for so long beyond its time has lost its server. */
const OVERTIME_MS = 90_000

/** As by default in the gate. */
const PATIENCE_SECONDS = 60

/** Opens a stage, lets `play` use it, and takes everything away again, however that ended. */
export async function withStage<T>(
  fleets: Set<Fleet>,
  options: StageOptions,
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const fleet = new Fleet()
  fleets.add(fleet)
  try {
    const stage = await open(fleet, options)
    const result = await play(stage)
    await Promise.all(stage.contenders.map((contender) => contender.stop()))
    return result
  } finally {
    fleet.end()
    fleets.delete(fleet)
  }
}

async function open(fleet: Fleet, options: StageOptions): Promise<Stage> {
  const { origin: program = 'endurance/servers/origin.ts', isGateAlone = false } = options
  const origin = await fleet.server(program, [])
  const world = {
    originPort: origin.port,
    refusedPort: await freePort(),
    patienceSeconds: options.patienceSeconds ?? PATIENCE_SECONDS,
  }
  const gate = await startGate(fleet, await settle('gate', fleet, world))
  const others = isGateAlone
    ? []
    : [
        await startHaproxy(fleet, await settle('haproxy', fleet, world)),
        await startNginx(fleet, await settle('nginx', fleet, world)),
      ]
  const traffic = fleet.program('endurance/traffic.ts', [])
  const crowd = fleet.program('endurance/crowd.ts', [])
  return {
    contenders: [gate, ...others.filter((contender) => contender !== null)],
    traffic: (job) => askProgram<TrafficResult>(traffic, job, job.seconds * 1000 + OVERTIME_MS),
    crowd: (order) => askProgram<CrowdState>(crowd, order, OVERTIME_MS),
    program: (file) => fleet.program(file, []),
  }
}
