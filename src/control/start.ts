import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Mistake, compileConfig, renderMistakes } from '../config/index.ts'
import { attachLimits, createSharedMemory } from '../limits/index.ts'
import { type ListenAddress, type Snapshot } from '../model/index.ts'
import { type Claim, claimAddresses, spellAddress } from './addresses.ts'
import { realClock } from './clock.ts'
import { loadKeys, saveSpent, takeSpent } from './key-store.ts'
import { type WorkerBirth } from './messages.ts'
import { reportDeaths } from './report-deaths.ts'
import { StartError, messageOf } from './start-error.ts'
import { Supervisor } from './supervisor.ts'

/** A request that is being answered when the gate is told to stop may take so long. */
const GRACE_MS = 30_000

/** Counters' 32-bit times wrap after days; freeing what has run out this often is plenty. */
const SWEEP_MS = 6 * 3600 * 1000

/** This many bytes of randomness per start make the shared tables' hashes unpredictable. */
const SEED_BYTES = 16

export interface GateSource {
  /** The configuration's text, its name in messages, and what its relative paths are relative to. */
  readonly text: string
  readonly file: string
  readonly folder: string
}

export interface GateEvents {
  /** One line for the operator. */
  readonly onNote: (line: string) => void
}

/** A gate that runs. */
export interface RunningGate {
  /** Where it listens, as `http://…` or `unix:…`. */
  readonly addresses: readonly string[]
  /** The first TCP port, for tests and for the demonstration. */
  readonly port: number
  readonly warnings: readonly Mistake[]
  readonly listening: () => number
  /** Ends a pass everywhere at once, by its id. False where the set of revoked passes is full. */
  readonly revokePass: (id: string) => boolean
  readonly reopenLog: () => void
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
  const { snapshot, mistakes: warnings } = compile(source, cores)
  const claims = await claimAddresses(snapshot.listen)
  try {
    const gate = await startClaimed({ ...source, cores, snapshot, claims }, events)
    return { ...gate, warnings }
  } catch (error) {
    releaseAll(claims)
    throw error
  }
}

interface Claimed extends GateSource {
  readonly cores: number
  readonly snapshot: Snapshot
  readonly claims: readonly Claim[]
}

/** Keys and spent challenges are touched only now: a gate whose address is taken leaves them alone. */
async function startClaimed(
  { snapshot, claims, ...source }: Claimed,
  events: GateEvents,
): Promise<Omit<RunningGate, 'warnings'>> {
  const { keysFile, proofMaxAgeSeconds } = snapshot.pass
  const listen = claims.map(({ address }) => address)
  const clock = realClock()
  const keys = loadKeys(keysFile, Math.floor(clock.wallMs() / 1000))
  const memory = createSharedMemory({
    workers: snapshot.workers,
    seed: randomBytes(SEED_BYTES),
    saved: takeSpent(keysFile),
  })
  const limits = attachLimits(memory, snapshot.workers)
  const births = birthsOf({ ...source, keys, memory, listen }, snapshot.workers)
  const deaths = reportDeaths(limits, events.onNote)
  const supervisor = new Supervisor(births, join(import.meta.dirname, workerFile()), deaths)
  await startAll(supervisor)
  const sweep = setInterval(() => limits.sweep(clock.steadyMs()), SWEEP_MS)
  let stopping: Promise<void> | null = null
  const stop = async (graceMs: number): Promise<void> => {
    clearInterval(sweep)
    await supervisor.drain(graceMs)
    saveSpent(keysFile, limits.spent.save())
    releaseAll(claims)
  }
  return {
    addresses: listen.map((address) => urlOf(address)),
    port: listen.find((address) => address.kind === 'tcp')?.port ?? 0,
    listening: () => supervisor.listening,
    revokePass: (id) =>
      limits.marks.mark('revoked', id, proofMaxAgeSeconds * 1000, clock.steadyMs()),
    reopenLog: () => supervisor.tellAll({ kind: 'reopen-log' }),
    stop: (graceMs = GRACE_MS) => (stopping ??= stop(graceMs)),
  }
}

function releaseAll(claims: readonly Claim[]): void {
  for (const claim of claims) claim.release()
}

function compile(
  source: GateSource,
  cores: number,
): { readonly snapshot: Snapshot; readonly mistakes: readonly Mistake[] } {
  const compiled = compileConfig(source.text, { ...source, cores })
  if (compiled.ok) return compiled
  const { mistakes } = compiled
  throw new StartError(renderMistakes(mistakes, source.text), { mistakes })
}

function birthsOf(common: Omit<WorkerBirth, 'index'>, workers: number): readonly WorkerBirth[] {
  return Array.from({ length: workers }, (_, index) => ({ ...common, index }))
}

async function startAll(supervisor: Supervisor): Promise<void> {
  try {
    await supervisor.start()
  } catch (error) {
    await supervisor.drain(0)
    throw new StartError(`a worker could not start: ${messageOf(error)}`, { cause: error })
  }
}

/** The worker's file as it lies beside this one: source in a checkout, JavaScript in a package. */
function workerFile(): string {
  return import.meta.filename.endsWith('.ts') ? 'worker.ts' : 'worker.js'
}

function urlOf(address: ListenAddress): string {
  const spelled = spellAddress(address)
  return address.kind === 'unix' ? spelled : `http://${spelled}`
}
