import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyFile } from '../../src/client/index.ts'
import { type Blueprint, atOnce, building } from '../../src/building/index.ts'
import { checkConfig, readText } from '../../src/config/index.ts'
import { claimAddress } from '../../src/control/listening/addresses.ts'
import { type Place, type WorkerBirth } from '../../src/control/crew/messages.ts'
import { PACE, type Pace } from '../../src/control/crew/pace.ts'
import { Rollout } from '../../src/control/crew/rollout.ts'
import { Threshold } from '../../src/control/crew/threshold.ts'
import { SUCCESSIONS_MAX, Supervisor } from '../../src/control/crew/supervisor.ts'
import { type Limits, attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type Snapshot } from '../../src/model/index.ts'
import { type RingMemory, createRing } from '../../src/record/index.ts'

/** Everything but a worker that spins is told apart by events, not by this. */
const QUICK = { ...PACE, lookMs: 20, silenceMs: 2_500 }

type Test = { readonly teardown: (end: () => unknown) => void }

/** All that mortal workers are born with, on a free port and a Unix socket. */
export interface Cradle {
  readonly folder: string
  readonly program: string
  readonly snapshot: Snapshot
  readonly rollout: Rollout
  readonly birthOf: (place: Place) => WorkerBirth
  readonly limits: Limits
  readonly ring: RingMemory
  readonly port: number
  readonly socket: string
  /** What a worker shall do, by the names that `mortal-worker.ts` looks for. */
  readonly order: (
    name: `order-${number | 'at-birth' | 'slot'}${string}` | 'let-go',
    order: string,
  ) => void
  /** To be called when all workers have ended. */
  readonly clear: () => void
}

export interface CrewOptions {
  readonly workers: number
  readonly text: string
  readonly orderAtBirth?: string
  readonly pace?: Partial<Pace>
  readonly rolloutPace?: ConstructorParameters<typeof Rollout>[1]
}

/** What workers are told of a configuration. */
export function blueprintFor(text: string, folder = '/'): Blueprint {
  const options = { file: 'paart.yaml', folder, cores: 1 }
  const result = checkConfig(readText(options.file, text), options)
  if (!result.ok) throw new Error(JSON.stringify(result.mistakes))
  return result.blueprint
}

export function hashFor(text: string): string {
  return blueprintFor(text).hash
}

/** Makes everything but the workers. */
export async function makeCradle({ workers, text, rolloutPace }: CrewOptions): Promise<Cradle> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-crew-'))
  mkdirSync(join(folder, 'run'))
  const claim = await claimAddress({ kind: 'tcp', host: '127.0.0.1', port: 0 })
  const socket = join(folder, 'a.sock')
  const slots = workers + SUCCESSIONS_MAX
  const memory = createSharedMemory({ workers: slots, seed: new Uint8Array(16) })
  const blueprint = blueprintFor(text, folder)
  const snapshot = atOnce(building(blueprint))
  const rollout = new Rollout({ blueprint, keys: newKeyFile(0) }, rolloutPace)
  const ring = createRing(64)
  const threshold = new Threshold()
  threshold.open()
  const [listen] = blueprint.listen
  if (listen === undefined) throw new Error('nothing to listen at')
  const common = {
    folder,
    compiled: null,
    memory,
    ring,
    listen: [
      { ...listen, address: claim.address },
      { ...listen, address: { kind: 'unix', path: socket } },
    ],
    access: [null, { mode: 0o600, gid: null }],
    connectionsMax: 1_000,
    keepsForms: false,
    threshold: threshold.memory,
  } as const
  return {
    folder,
    program: new URL('mortal-worker.ts', import.meta.url).pathname,
    snapshot,
    rollout,
    birthOf: (place) => ({
      ...common,
      ...place,
      terms: rollout.terms,
      orders: { revision: 1, list: [] },
      directories: [],
      figures: new Map(),
    }),
    limits: attachLimits(memory, slots),
    ring,
    port: claim.address.kind === 'tcp' ? claim.address.port : 0,
    socket,
    order: (name, what) => writeFileSync(join(folder, name), what),
    clear() {
      claim.release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Workers that die on order. */
export interface Crew extends Cradle {
  readonly supervisor: Supervisor
  readonly notes: readonly string[]
  readonly notesThat: (pattern: RegExp) => number
}

/** Starts a crew; it ends with the test. */
export async function startCrew(t: Test, options: CrewOptions): Promise<Crew> {
  const cradle = await makeCradle(options)
  const { rollout, limits, order } = cradle
  const notes: string[] = []
  const supervisor = new Supervisor(
    {
      ...cradle,
      workers: options.workers,
      terms: () => rollout.terms,
      pace: { ...QUICK, ...options.pace },
    },
    {
      onDeath: (index, why) => notes.push(`worker ${index} died: ${why}`),
      onReplaced: (index) => notes.push(`worker ${index} is back`),
      onReport: () => undefined,
      onNotice: () => undefined,
      ask: () => Promise.resolve({ answers: [], unanswered: 1 }),
      tell: () => undefined,
      onDeleted: () => undefined,
      onEnded: (slot) => {
        limits.gauges.clearRow(slot)
        limits.waitingRooms.release(slot)
      },
    },
  )
  t.teardown(async () => {
    await supervisor.drain(0)
    cradle.clear()
  })
  if (options.orderAtBirth !== undefined) order('order-at-birth', options.orderAtBirth)
  await supervisor.start()
  const notesThat: Crew['notesThat'] = (pattern) =>
    notes.filter((note) => pattern.test(note)).length
  return { ...cradle, supervisor, notes, notesThat }
}
