import { type Server } from 'node:net'
import { placesOf } from '../building/index.ts'
import { type Heirloom, attachLimits, heirlooms, settleIn } from '../limits/index.ts'
import { type Built, type Claimed } from './build.ts'
import { type GateEvents } from './events.ts'
import { type Claim } from './listening/addresses.ts'
import { type AdminDoors } from './operators/admin.ts'
import { StartError, messageOf } from './system/start-error.ts'
import { type Held, type House } from './upgrade/house.ts'
import { type Predecessor } from './upgrade/predecessor.ts'

/** All that one gate hands to the next. */
function tablesOf({ memory, ring }: Pick<Built, 'memory' | 'ring'>): readonly Heirloom[] {
  return [...heirlooms(memory), { name: 'decisions', memory: ring.cells }]
}

/**
 * Lets the workers listen: at once, or as soon as the gate before has handed over what they need to know. Settles
 * then; `isOver` says that there will be no workers.
 */
export async function letListen(
  built: Built,
  { predecessor, snapshot }: Claimed,
  { onNote, isOver }: Pick<GateEvents, 'onNote'> & { readonly isOver: () => boolean },
): Promise<void> {
  const { memory, networks, threshold } = built
  if (predecessor !== null) {
    await threshold.reached(snapshot.workers, isOver)
    if (isOver()) return
    const { missing, ...left } = await predecessor.inherit(snapshot.workers, tablesOf(built))
    settleIn(memory, left.threads)
    networks.takeOver(left.networks)
    if (missing.length > 0) {
      onNote(
        `of ${predecessor.version} not taken over, since it means something else: ${missing.join(', ')}`,
      )
    }
  }
  threshold.open()
}

/** What whoever asked for the upgrade is told of a gate that does not start. */
export function refusalOf(error: unknown): Parameters<Predecessor['refuse']>[0] {
  const mistakes = error instanceof StartError ? error.mistakes : []
  const text = messageOf(error).trimEnd()
  if (mistakes.length > 0) {
    return { ending: 'invalid', report: { ok: false, mistakes }, text: `${text}\n` }
  }
  const why = `the new gate does not start: ${text}`
  return { ending: 'failed', report: { ok: false, why }, text: `${why}\n` }
}

/** Ends everybody in good order. `hasSuccessor`: another gate serves at the same addresses. */
export async function finish(
  { gatehouse, caretaker }: Built,
  graceMs: number,
  hasSuccessor: boolean,
): Promise<void> {
  await gatehouse.drain(graceMs, hasSuccessor)
  await caretaker?.close()
}

interface HouseParts extends Built, Claimed {
  readonly admin: AdminDoors
}

/** A gate as an upgrade sees it. */
export function houseOf(parts: HouseParts, events: GateEvents): House {
  const { memory, gatehouse, networks, snapshot, claims, admin } = parts
  const graceMs = (): number => gatehouse.snapshot.shutdown.graceMs
  return {
    bequest: () => ({
      seed: memory.seed,
      run: memory.run,
      places: placesOf(gatehouse.snapshot),
      graceMs: graceMs(),
    }),
    held: () => [
      ...claims.map((claim, i) => heldBy(claim, snapshot.listen[i]?.address, null)),
      ...admin.open.map(({ claim, wanted, listening }) => heldBy(claim, wanted, listening())),
    ],
    workers: snapshot.workers,
    seal: attachLimits(memory, memory.workers).seal,
    tables: tablesOf(parts),
    threads: memory.workers + 1,
    networks: () => networks.all(),
    stepBack: () => gatehouse.stepBack(),
    resume: () => gatehouse.resume(),
    listenAgain: () => gatehouse.listenAgain(),
    onSucceeded: (pid) => events.onSucceeded?.(pid),
    async finish() {
      admin.stepBack()
      await finish(parts, graceMs(), true)
      admin.close()
    },
  }
}

function heldBy(claim: Claim, wanted: Claim['address'] | undefined, door: Server | null): Held {
  return { claim, door, address: claim.address, wanted: wanted ?? claim.address }
}
