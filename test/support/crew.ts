import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyFile } from '../../src/client/index.ts'
import { compileConfig } from '../../src/config/index.ts'
import { claimAddress } from '../../src/control/addresses.ts'
import { termsOf } from '../../src/control/configuration.ts'
import { type Terms } from '../../src/control/messages.ts'
import { PACE } from '../../src/control/pace.ts'
import { Rollout } from '../../src/control/rollout.ts'
import { SUCCESSIONS_MAX, Supervisor } from '../../src/control/supervisor.ts'
import { type Limits, attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { createRing } from '../../src/record/index.ts'

/** Everything but a worker that spins is told apart by events, not by this. */
const QUICK = { ...PACE, lookMs: 20, silenceMs: 2_500 }

/** Workers that die on order, on a free port and a Unix socket. */
export interface Crew {
  readonly supervisor: Supervisor
  readonly rollout: Rollout
  readonly port: number
  readonly socket: string
  readonly limits: Limits
  readonly notes: readonly string[]
  /** What a worker shall do, by the names that `mortal-worker.ts` looks for. */
  readonly order: (name: `order-${number | 'at-birth'}${string}`, order: string) => void
  readonly notesThat: (pattern: RegExp) => number
}

export interface CrewOptions {
  readonly workers: number
  readonly text: string
  readonly orderAtBirth?: string
  readonly rolloutPace?: ConstructorParameters<typeof Rollout>[1]
}

/** What workers are told of a configuration. */
export function termsFor(text: string): Omit<Terms, 'revision' | 'keys'> {
  const compiled = compileConfig(text, { file: 'paart.yaml', folder: '/', cores: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return { text, ...termsOf(compiled.snapshot) }
}

/** Starts a crew; it ends with the test. */
export async function startCrew(
  t: { readonly teardown: (end: () => unknown) => void },
  { workers, text, orderAtBirth, rolloutPace }: CrewOptions,
): Promise<Crew> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-crew-'))
  const order: Crew['order'] = (name, what) => writeFileSync(join(folder, name), what)
  const claim = await claimAddress({ kind: 'tcp', host: '127.0.0.1', port: 0 })
  const port = claim.address.kind === 'tcp' ? claim.address.port : 0
  const socket = join(folder, 'a.sock')
  const slots = workers + SUCCESSIONS_MAX
  const memory = createSharedMemory({ workers: slots, seed: new Uint8Array(16) })
  const rollout = new Rollout({ ...termsFor(text), keys: newKeyFile(0) }, rolloutPace)
  const common = {
    file: 'paart.yaml',
    folder,
    cores: 1,
    memory,
    ring: createRing(64),
    listen: [claim.address, { kind: 'unix', path: socket }],
  } as const
  const limits = attachLimits(memory, slots)
  const notes: string[] = []
  const supervisor = new Supervisor(
    {
      workers,
      program: new URL('mortal-worker.ts', import.meta.url).pathname,
      birthOf: (place) => ({ ...common, ...place, terms: rollout.terms }),
      terms: () => rollout.terms,
      pace: QUICK,
    },
    {
      onDeath: (index, why) => notes.push(`worker ${index} died: ${why}`),
      onReplaced: (index) => notes.push(`worker ${index} is back`),
      onReport: () => undefined,
      onEnded: (slot) => limits.gauges.clearRow(slot),
    },
  )
  t.teardown(async () => {
    await supervisor.drain(0)
    claim.release()
    rmSync(folder, { recursive: true, force: true })
  })
  if (orderAtBirth !== undefined) order('order-at-birth', orderAtBirth)
  await supervisor.start()
  const notesThat: Crew['notesThat'] = (pattern) =>
    notes.filter((note) => pattern.test(note)).length
  return { supervisor, rollout, port, socket, limits, notes, order, notesThat }
}
