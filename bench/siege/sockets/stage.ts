import { type ChildProcess } from 'node:child_process'
import { askProgram } from '../../asking.ts'
import { pause } from '../../endurance/pause.ts'
import { Fleet } from '../../fleet.ts'
import { type AttackJob, type AttackOrder, type Spoils } from './attacks.ts'
import { type BesiegedGate, startGate } from './gate.ts'
import { type VisitJob, type VisitResult } from './visits.ts'

/** A gate just started, the application behind it, citizens, and an attacker. */
export interface Stage {
  readonly gate: BesiegedGate
  readonly visit: (job: Omit<VisitJob, 'port'>) => Promise<VisitResult>
  readonly begin: (job: Omit<AttackJob, 'port'>) => Promise<void>
  readonly end: () => Promise<Spoils>
}

/** Whoever is silent for so long beyond its time has ended. */
const OVERTIME_MS = 60_000

/** Signals that come together are one. */
const SECOND_SIGNAL_MS = 500

/** Opens a stage, lets `play` use it, and takes everything away again, however that ended. */
export async function withStage<T>(
  { tree, fleets }: { readonly tree: string; readonly fleets: Set<Fleet> },
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const fleet = new Fleet()
  fleets.add(fleet)
  try {
    const origin = await fleet.server('siege/sockets/origin.ts', [])
    const gate = await startGate(fleet, { tree, originPort: origin.port })
    const result = await play(stageOf(gate, fleet))
    await stopAtOnce(gate)
    return result
  } finally {
    fleet.end()
    fleets.delete(fleet)
  }
}

/** The first signal waits for what is under way, of which there is much; the second does not. */
async function stopAtOnce({ pid, stop }: BesiegedGate): Promise<void> {
  process.kill(pid, 'SIGTERM')
  await pause(SECOND_SIGNAL_MS)
  await stop()
}

function stageOf(gate: BesiegedGate, fleet: Fleet): Stage {
  const { port } = gate
  const citizens = fleet.program('siege/sockets/citizens.ts', [])
  const attacker = fleet.program('siege/sockets/attacker.ts', [])
  return {
    gate,
    visit: (job) =>
      askProgram<VisitResult>(citizens, { port, ...job }, job.seconds * 1000 + OVERTIME_MS),
    async begin(job) {
      await order(attacker, { order: 'begin', job: { port, ...job } })
    },
    async end() {
      const { spoils } = await order(attacker, { order: 'end' })
      if (spoils === null) throw new Error('nothing was begun')
      return spoils
    },
  }
}

function order(attacker: ChildProcess, told: AttackOrder): Promise<{ spoils: Spoils | null }> {
  return askProgram(attacker, told, OVERTIME_MS)
}
