import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { NO_PLACES, atOnce, building } from '../building/index.ts'
import type { Mistake } from '../config/index.ts'
import { type ListenAddress } from '../model/index.ts'
import { type Claimed, build, keepOverRestart } from './build.ts'
import { type Claim, claimAddresses, spellAddress } from './listening/addresses.ts'
import { socketAccess } from './listening/socket-access.ts'
import { openAdmin } from './operators/admin.ts'
import { type Answer } from './operators/answer.ts'
import { markSeldom } from './system/collector.ts'
import type { Examination } from './examining/task.ts'
import { examineApart } from './changes/examine-apart.ts'
import { type GateEvents } from './events.ts'
import { type Gatehouse } from './gatehouse.ts'
import { type GateSource } from './changes/source.ts'
import { StartError, messageOf } from './system/start-error.ts'
import { finish, houseOf, letListen, refusalOf } from './taking-over.ts'
import { type Launch } from './upgrade/launch.ts'
import { type Predecessor } from './upgrade/predecessor.ts'
import { Upgrades } from './upgrade/upgrades.ts'

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
  /**
   * Serves as before, and says that it is not ready: for as long as the configuration says, or until `hurry` is called.
   * Settles then; null where it is not to wait.
   */
  readonly leave: () => Promise<void> | null
  readonly hurry: () => void
  /**
   * Finishes what is under way, then ends; by default within the time that the configuration says. Called again, it
   * waits for the same end.
   */
  readonly stop: (graceMs?: number) => Promise<void>
  /** Settles when another process serves in place of this one, which has finished what was under way. */
  readonly succeeded: Promise<void>
}

/** Who comes before and after a gate, where it is one that can be upgraded. */
export interface Succession {
  /** How the program that is on the disk then is started; null where nobody knows. */
  readonly launch: Launch | null
  /** The gate whose place this one takes. */
  readonly predecessor: Predecessor | null
}

const ALONE: Succession = { launch: null, predecessor: null }

/**
 * Starts a gate: the only place that wires everything together.
 *
 * @throws StartError with the mistakes of the configuration, or with the one line that says what
 *   is in the way: a port in use, a key file that cannot be read.
 */
export async function startGate(
  source: GateSource,
  events: GateEvents,
  succession: Succession = ALONE,
): Promise<RunningGate> {
  const { predecessor } = succession
  try {
    return await startAfter(source, events, succession)
  } catch (error) {
    await predecessor?.refuse(refusalOf(error))
    throw error
  }
}

async function startAfter(
  source: GateSource,
  events: GateEvents,
  succession: Succession,
): Promise<RunningGate> {
  const { predecessor } = succession
  const cores = Math.max(1, availableParallelism())
  const {
    blueprint,
    files,
    mistakes: warnings,
    rendered,
  } = await examined(source, cores, predecessor)
  if (blueprint === null) throw new StartError(rendered, { mistakes: warnings })
  // The main thread judges nobody.
  const snapshot = atOnce(building(blueprint, { judges: false }))
  const access = snapshot.listen.map((listen) => socketAccess(listen))
  const listen = snapshot.listen.map(({ address }) => address)
  const claims = await claimAddresses(listen, predecessor?.claim)
  try {
    const claimed = { source, files, cores, blueprint, snapshot, access, claims, predecessor }
    const gate = await startClaimed(claimed, succession, events)
    return { ...gate, warnings, warned: rendered }
  } catch (error) {
    releaseAll(claims)
    throw error
  }
}

async function examined(
  { text, file, folder }: GateSource,
  cores: number,
  predecessor: Predecessor | null,
): Promise<Examination> {
  const { places } = predecessor ?? { places: NO_PLACES }
  const fresh = { files: null, before: new Map(), places, isStart: true }
  try {
    return await examineApart({ ...fresh, text, file, folder, cores })
  } catch (error) {
    throw new StartError(`${file}: ${messageOf(error)}`, { cause: error })
  }
}

/**
 * Probes are answered before the workers start. Keys and spent challenges are touched only when
 * every address is ours: a gate that cannot start leaves them alone.
 */
async function startClaimed(
  claimed: Claimed,
  succession: Succession,
  events: GateEvents,
): Promise<Omit<RunningGate, 'warnings' | 'warned'>> {
  const { snapshot, claims, predecessor } = claimed
  const { keysFile } = snapshot.pass
  // Its doors answer as soon as it is known what stands behind them.
  const opening = Promise.withResolvers<Gatehouse>()
  const admin = await openAdmin(snapshot.admin, opening.promise, predecessor?.claim)
  try {
    const upgrades = new Upgrades({
      ...succession,
      onNote: events.onNote,
      folder: dirname(keysFile),
      house: () => house,
    })
    const over = new AbortController()
    const built = await build({ ...claimed, over: over.signal }, upgrades, events)
    const house = houseOf({ ...claimed, ...built, admin }, events)
    const { gatehouse } = built
    markSeldom()
    opening.resolve(gatehouse)
    await startAll(gatehouse, {
      letListen: (isOver) => letListen(built, claimed, { ...events, isOver }),
      takeOver: () => predecessor?.takeOver(Date.now()),
    })
    const stop = async (graceMs: number): Promise<void> => {
      if (upgrades.hasSuccessor) return upgrades.succeeded
      upgrades.abandon()
      over.abort()
      await Promise.all([finish(built, graceMs, false), predecessor?.endedWithin(graceMs)])
      keepOverRestart(built, keysFile)
      admin.close()
      releaseAll(claims)
    }
    const { succeeded } = upgrades
    return running(gatehouse, { claims, adminPort: portOf(admin.address), stop, succeeded })
  } catch (error) {
    admin.close()
    throw error
  }
}

function running(
  gatehouse: Gatehouse,
  options: {
    readonly claims: readonly Claim[]
    readonly adminPort: number
    readonly stop: (graceMs: number) => Promise<void>
    readonly succeeded: Promise<void>
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
    leave: () => gatehouse.leave(),
    hurry: () => gatehouse.hurry(),
    stop: (graceMs = gatehouse.snapshot.shutdown.graceMs) => (stopping ??= options.stop(graceMs)),
    succeeded: options.succeeded,
  }
}

async function reloadBySignal(gatehouse: Gatehouse): Promise<Answer> {
  const answer = await gatehouse.changes.reload()
  gatehouse.onDone('reload', { says: 'SIGHUP', runsAs: null }, answer.ending)
  return answer
}

function releaseAll(claims: readonly Claim[]): void {
  for (const claim of claims) claim.release()
}

/** `letListen` is told whether there is still anybody to let. */
async function startAll(
  gatehouse: Gatehouse,
  steps: {
    readonly letListen: (isOver: () => boolean) => Promise<void>
    readonly takeOver: () => Promise<void> | undefined
  },
): Promise<void> {
  let hasFailed = false
  const started = gatehouse.start().catch((error: unknown) => {
    hasFailed = true
    throw error
  })
  try {
    await Promise.all([started, steps.letListen(() => hasFailed)])
    await steps.takeOver()
  } catch (error) {
    await gatehouse.drain(0)
    if (error instanceof StartError) throw error
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
