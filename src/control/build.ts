import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { type KeyFile, keysOf, lotSeedOf } from '../client/index.ts'
import { type Blueprint } from '../building/index.ts'
import type { FilesRead } from '../config/index.ts'
import { type Caretaker } from '../kept/index.ts'
import { SEED_BYTES, type SharedMemory, attachLimits, createSharedMemory } from '../limits/index.ts'
import { type Snapshot, type SocketAccess } from '../model/index.ts'
import { type RingMemory, attachRing, createRing } from '../record/index.ts'
import { examineApart } from './changes/examine-apart.ts'
import { beginKeys } from './changes/begin-keys.ts'
import { saveKept, takeKept } from './changes/key-store.ts'
import { type GateSource } from './changes/source.ts'
import { type Place, type WorkerBirth } from './crew/messages.ts'
import { Rollout } from './crew/rollout.ts'
import { SUCCESSIONS_MAX } from './crew/supervisor.ts'
import { Threshold } from './crew/threshold.ts'
import { type GateEvents } from './events.ts'
import { bookFileOf } from './figures/book-file.ts'
import { FigureDesk } from './figures/figure-desk.ts'
import { Gatehouse } from './gatehouse.ts'
import { keptForms } from './kept-forms.ts'
import { type Claim } from './listening/addresses.ts'
import { connectionsThatFit, openFilesMax, tooFewFiles } from './listening/open-files.ts'
import { PassNetworks } from './operators/pass-networks.ts'
import { standingOrders } from './standing-orders.ts'
import { tryAnswerFolder } from './system/answer-folder.ts'
import { realClock } from './system/clock.ts'
import { compiledFolder } from './system/compiled.ts'
import { gateName, gateNumber } from './system/gate-name.ts'
import { programFile } from './system/program-file.ts'
import { type Predecessor } from './upgrade/predecessor.ts'
import { type Upgrades } from './upgrade/upgrades.ts'

/** A configuration that may come into force, with the addresses that it names. */
export interface Claimed {
  readonly source: GateSource
  readonly files: FilesRead
  readonly cores: number
  readonly blueprint: Blueprint
  readonly snapshot: Snapshot
  /** Of each listener, where it is said. */
  readonly access: readonly (SocketAccess | null)[]
  readonly claims: readonly Claim[]
  readonly predecessor: Predecessor | null
}

/** A gate whose workers have not begun. */
export interface Built {
  readonly memory: SharedMemory
  readonly ring: RingMemory
  readonly networks: PassNetworks
  readonly gatehouse: Gatehouse
  readonly caretaker: Caretaker | null
  readonly threshold: Threshold
}

/** Makes all that outlives a worker. Reads what the last gate in this folder has left. */
export async function build(
  claimed: Claimed & { readonly over: AbortSignal },
  upgrades: Upgrades,
  events: GateEvents,
): Promise<Built> {
  const { source, files, cores, blueprint, snapshot, claims, predecessor, over } = claimed
  const { keysFile } = snapshot.pass
  const compiled = compiledFolder(dirname(keysFile))
  const clock = realClock()
  const keys = await beginKeys(snapshot, {
    nowSeconds: Math.floor(clock.wallMs() / 1000),
    credentials: source.credentials,
    isSuccessor: predecessor !== null,
    onNote: events.onNote,
  })
  const memory = memoryFor(snapshot, keys, predecessor)
  const limits = attachLimits(memory, memory.workers)
  let inForce = (): Snapshot => snapshot
  const caretaker = await keptForms(() => inForce(), { limits, clock }, events)
  tryAnswerFolder(snapshot.slowReaders, events)
  const ring = createRing()
  const threshold = new Threshold()
  const rollout = new Rollout({ blueprint, keys: keysOf(keys) })
  const listen = snapshot.listen.map((written, i) => {
    return { ...written, address: claims[i]?.address ?? written.address }
  })
  const orders = standingOrders(keysFile, clock.wallMs(), events.onNote)
  const networks = new PassNetworks(clock.steadyMs)
  const figures = new FigureDesk({ file: bookFileOf(keysFile), clock, onNote: events.onNote })
  figures.follow(snapshot)
  const birth = {
    memory,
    ring,
    listen,
    access: claimed.access,
    compiled,
    connectionsMax: roomFor(snapshot, events),
    keepsForms: caretaker !== null,
    threshold: threshold.memory,
  }
  const gatehouse = new Gatehouse({
    source,
    cores,
    snapshot,
    written: { text: source.text, files },
    examine: (task) => examineApart(task, { compiled, signal: over }),
    rollout,
    birthOf: (place: Place): WorkerBirth => {
      const { directories } = gatehouse
      const told = { orders: orders.round.inForce, figures: figures.published, directories }
      return { ...place, ...birth, ...told, terms: rollout.terms }
    },
    program: join(import.meta.dirname, 'worker', programFile('worker')),
    limits,
    caretaker,
    ring: attachRing(ring),
    orders,
    figures,
    networks,
    upgrades,
    revokedKeys: keys.revoked,
    roomsInUse: new Set(predecessor?.places.waitingRooms.keys()),
    clock,
    ...events,
  })
  inForce = () => gatehouse.snapshot
  return { memory, ring, networks, gatehouse, caretaker, threshold }
}

/** With what a gate that stopped has kept; or with nothing, in the way of one that is still to hand over. */
function memoryFor(
  { workers, pass: { keysFile }, admin }: Snapshot,
  keys: KeyFile,
  predecessor: Predecessor | null,
): SharedMemory {
  const gate = gateNumber(gateName(admin.socket))
  const size = { workers: workers + SUCCESSIONS_MAX, lotSeed: lotSeedOf(keys), gate }
  if (predecessor !== null) return createSharedMemory({ ...size, ...predecessor.tables })
  return createSharedMemory({
    ...size,
    seed: randomBytes(SEED_BYTES),
    saved: takeKept(keysFile, 'spent'),
    savedCodes: takeKept(keysFile, 'codes'),
  })
}

/** Keeps for the next start what has been used and what waits. */
export function keepOverRestart({ memory }: Pick<Built, 'memory'>, keysFile: string): void {
  const { spent, codes } = attachLimits(memory, memory.workers)
  saveKept(keysFile, 'spent', spent.save())
  saveKept(keysFile, 'codes', codes.save())
}

function roomFor(snapshot: Snapshot, { onNote }: GateEvents): number {
  const filesMax = openFilesMax()
  const fit = connectionsThatFit(filesMax, snapshot)
  const note = tooFewFiles(filesMax, fit, snapshot)
  if (note !== null) onNote(note)
  return fit
}
