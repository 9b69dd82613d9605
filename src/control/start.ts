import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { lotSeedOf } from '../client/index.ts'
import { type Blueprint, NO_PLACES, atOnce, building } from '../building/index.ts'
import type { FilesRead, Mistake } from '../config/index.ts'
import { type Caretaker } from '../kept/index.ts'
import { SEED_BYTES, type SharedMemory, attachLimits, createSharedMemory } from '../limits/index.ts'
import { type ListenAddress, type Snapshot } from '../model/index.ts'
import { attachRing, createRing } from '../record/index.ts'
import { type Claim, claimAddresses, spellAddress } from './listening/addresses.ts'
import { openAdmin } from './operators/admin.ts'
import { type Answer } from './operators/answer.ts'
import { keptForms } from './kept-forms.ts'
import { tryAnswerFolder } from './system/answer-folder.ts'
import { realClock } from './system/clock.ts'
import { markSeldom } from './system/collector.ts'
import { compiledFolder } from './system/compiled.ts'
import type { Examination } from './examining/task.ts'
import { examineApart } from './changes/examine-apart.ts'
import { type GateEvents } from './events.ts'
import { Gatehouse } from './gatehouse.ts'
import { standingOrders } from './standing-orders.ts'
import { loadKeys, saveKept, takeKept } from './changes/key-store.ts'
import { type Place, type WorkerBirth } from './crew/messages.ts'
import { connectionsThatFit, openFilesMax, tooFewFiles } from './listening/open-files.ts'
import { Rollout } from './crew/rollout.ts'
import { type GateSource } from './changes/source.ts'
import { programFile } from './system/program-file.ts'
import { StartError, messageOf } from './system/start-error.ts'
import { SUCCESSIONS_MAX } from './crew/supervisor.ts'

/** A request that is being answered when the gate is told to stop may take so long. */
const GRACE_MS = 30_000

/** A gate that runs. */
export interface RunningGate {
  /** Where it listens, as `http://…` or `unix:…`. */
  readonly addresses: readonly string[]
  /** The first TCP port, for tests and for the demonstration. */
  readonly port: number
  /** The port of probes and metrics; 0 where there is none. */
  readonly adminPort: number
  readonly warnings: readonly Mistake[]
  /** The same for people; empty where there are none. */
  readonly warned: string
  readonly listening: () => number
  /** Ends a pass everywhere at once, by its id. False where the set of revoked passes is full. */
  readonly revokePass: (id: string) => boolean
  readonly reopenLog: () => void
  /** Reads the configuration again; on mistakes all stays as it is. The operator is told by a note. */
  readonly reload: () => Promise<Answer>
  /** Finishes what is under way, then ends. Called again, it waits for the same end. */
  readonly stop: (graceMs?: number) => Promise<void>
}

/**
 * Starts a gate: the only place that wires everything together.
 *
 * @throws StartError with the mistakes of the configuration, or with the one line that says what
 *   is in the way: a port in use, a key file that cannot be read.
 */
export async function startGate(source: GateSource, events: GateEvents): Promise<RunningGate> {
  const cores = Math.max(1, availableParallelism())
  const { blueprint, files, mistakes: warnings, rendered } = await examined(source, cores)
  if (blueprint === null) throw new StartError(rendered, { mistakes: warnings })
  // The main thread judges nobody.
  const snapshot = atOnce(building(blueprint, { judges: false }))
  const claims = await claimAddresses(snapshot.listen.map(({ address }) => address))
  try {
    const gate = await startClaimed({ source, files, cores, blueprint, snapshot, claims }, events)
    return { ...gate, warnings, warned: rendered }
  } catch (error) {
    releaseAll(claims)
    throw error
  }
}

async function examined({ text, file, folder }: GateSource, cores: number): Promise<Examination> {
  const fresh = { files: null, before: new Map(), places: NO_PLACES, isStart: true }
  try {
    return await examineApart({ ...fresh, text, file, folder, cores })
  } catch (error) {
    throw new StartError(`${file}: ${messageOf(error)}`, { cause: error })
  }
}

interface Claimed {
  readonly source: GateSource
  readonly files: FilesRead
  readonly cores: number
  readonly blueprint: Blueprint
  readonly snapshot: Snapshot
  readonly claims: readonly Claim[]
}

/**
 * Probes are answered before the workers start. Keys and spent challenges are touched only when
 * every address is ours: a gate that cannot start leaves them alone.
 */
async function startClaimed(
  claimed: Claimed,
  events: GateEvents,
): Promise<Omit<RunningGate, 'warnings' | 'warned'>> {
  const { snapshot, claims } = claimed
  const { keysFile } = snapshot.pass
  // Its doors answer as soon as it is known what stands behind them.
  const opening = Promise.withResolvers<Gatehouse>()
  const admin = await openAdmin(snapshot.admin, opening.promise)
  try {
    const over = new AbortController()
    const { memory, gatehouse, caretaker } = await build({ ...claimed, over: over.signal }, events)
    markSeldom()
    opening.resolve(gatehouse)
    await startAll(gatehouse)
    const stop = async (graceMs: number): Promise<void> => {
      over.abort()
      await gatehouse.drain(graceMs)
      await caretaker?.close()
      const { spent, codes } = attachLimits(memory, memory.workers)
      saveKept(keysFile, 'spent', spent.save())
      saveKept(keysFile, 'codes', codes.save())
      admin.close()
      releaseAll(claims)
    }
    return running(gatehouse, { claims, adminPort: portOf(admin.address), stop })
  } catch (error) {
    admin.close()
    throw error
  }
}

interface Built {
  readonly memory: SharedMemory
  readonly gatehouse: Gatehouse
  readonly caretaker: Caretaker | null
}

async function build(
  {
    source,
    files,
    cores,
    blueprint,
    snapshot,
    claims,
    over,
  }: Claimed & { readonly over: AbortSignal },
  events: GateEvents,
): Promise<Built> {
  const { keysFile } = snapshot.pass
  const compiled = compiledFolder(dirname(keysFile))
  const clock = realClock()
  const keys = loadKeys(keysFile, Math.floor(clock.wallMs() / 1000), source.credentials)
  const memory = createSharedMemory({
    workers: snapshot.workers + SUCCESSIONS_MAX,
    seed: randomBytes(SEED_BYTES),
    lotSeed: lotSeedOf(keys),
    saved: takeKept(keysFile, 'spent'),
    savedCodes: takeKept(keysFile, 'codes'),
  })
  const limits = attachLimits(memory, memory.workers)
  let inForce = (): Snapshot => snapshot
  const caretaker = await keptForms(() => inForce(), { limits, clock }, events)
  tryAnswerFolder(snapshot.slowReaders, events)
  const ring = createRing()
  const rollout = new Rollout({ blueprint, keys })
  const listen = snapshot.listen.map((written, i) => {
    return { ...written, address: claims[i]?.address ?? written.address }
  })
  const orders = standingOrders(keysFile, clock.wallMs(), events.onNote)
  const connectionsMax = roomFor(snapshot, events)
  const keepsForms = caretaker !== null
  const fixed = { memory, ring, listen, connectionsMax, keepsForms, compiled }
  const birthOf = (place: Place): WorkerBirth => {
    return { ...place, ...fixed, terms: rollout.terms, orders: orders.round.inForce }
  }
  const gatehouse = new Gatehouse({
    source,
    cores,
    snapshot,
    written: { text: source.text, files },
    examine: (task) => examineApart(task, { compiled, signal: over }),
    rollout,
    birthOf,
    program: join(import.meta.dirname, 'worker', programFile('worker')),
    limits,
    caretaker,
    ring: attachRing(ring),
    orders,
    clock,
    ...events,
  })
  inForce = () => gatehouse.snapshot
  return { memory, gatehouse, caretaker }
}

function roomFor(snapshot: Snapshot, { onNote }: GateEvents): number {
  const filesMax = openFilesMax()
  const fit = connectionsThatFit(filesMax, snapshot)
  const note = tooFewFiles(filesMax, fit, snapshot)
  if (note !== null) onNote(note)
  return fit
}

function running(
  gatehouse: Gatehouse,
  options: {
    readonly claims: readonly Claim[]
    readonly adminPort: number
    readonly stop: (graceMs: number) => Promise<void>
  },
): Omit<RunningGate, 'warnings' | 'warned'> {
  const listen = options.claims.map(({ address }) => address)
  let stopping: Promise<void> | null = null
  return {
    addresses: listen.map((address) => urlOf(address)),
    port: portOf(listen.find(({ kind }) => kind === 'tcp') ?? null),
    adminPort: options.adminPort,
    listening: () => gatehouse.listening,
    revokePass: (id) => gatehouse.revokePass(id),
    reopenLog: () => gatehouse.reopenLog(),
    reload: () => reloadBySignal(gatehouse),
    stop: (graceMs = GRACE_MS) => (stopping ??= options.stop(graceMs)),
  }
}

async function reloadBySignal(gatehouse: Gatehouse): Promise<Answer> {
  const answer = await gatehouse.reload()
  gatehouse.onDone('reload', { says: 'SIGHUP', runsAs: null }, answer.ending)
  return answer
}

function releaseAll(claims: readonly Claim[]): void {
  for (const claim of claims) claim.release()
}

async function startAll(gatehouse: Gatehouse): Promise<void> {
  try {
    await gatehouse.start()
  } catch (error) {
    await gatehouse.drain(0)
    throw new StartError(`a worker could not start: ${messageOf(error)}`, { cause: error })
  }
}

function portOf(address: ListenAddress | null): number {
  return address?.kind === 'tcp' ? address.port : 0
}

function urlOf(address: ListenAddress): string {
  const spelled = spellAddress(address)
  return address.kind === 'unix' ? spelled : `http://${spelled}`
}
