import {
  attachLimits,
  createSharedMemory,
  type Limits,
  type RoomTerms,
  type SharedMemory,
  type Ticket,
  type Turn,
} from '../../src/limits/index.ts'
import { type Engine } from '../../src/store/engine.ts'
import { RoomShare, type SharedRoom } from '../../src/store/room-share.ts'
import { type StoreSecrets } from '../../src/store/index.ts'

const LOTS = new Uint8Array(16).fill(5)

export const SECRETS: StoreSecrets = {
  seed: new Uint8Array(16).fill(7),
  names: new Uint8Array(32).fill(9),
  sealing: 'k',
  byId: new Map([['k', new Uint8Array(32).fill(3)]]),
}

/** Whoever comes to a waiting room, as the gates see them: what a browser keeps of it. */
export interface Visitor {
  readonly name: string
  readonly network: string
  ticket: Ticket | null
  wasIn: boolean
  writtenMs: number
}

export function visitor(name: string, network = name): Visitor {
  return { name, network, ticket: null, wasIn: false, writtenMs: 0 }
}

/** The waiting room of one of several gates: a worker's sight of it, the main thread's, and what it tells a store. */
export class RoomGate {
  readonly worker: Limits
  readonly main: Limits
  readonly share: RoomShare
  readonly room: SharedRoom
  readonly memory: SharedMemory
  readonly #clock: () => number
  readonly #startMs: number

  /** `nowMs` is the wall clock; steady ones of gates begin anywhere. */
  constructor(
    engine: Pick<Engine, 'confer'>,
    { terms, nowMs, gates }: { terms: RoomTerms; nowMs: () => number; gates: () => number },
    /** Whose place it takes. */
    before: RoomGate | null = null,
  ) {
    const memory =
      before?.memory ??
      createSharedMemory({
        workers: 1,
        seed: crypto.getRandomValues(new Uint8Array(16)),
        lotSeed: LOTS,
        rateBucketsLog2: 4,
        tallyBucketsLog2: 0,
        markBucketsLog2: 0,
        pairBucketsLog2: 0,
        spentPlacesLog2: 10,
        waitingRooms: 1,
      })
    this.#clock = nowMs
    this.memory = memory
    this.#startMs = before === null ? nowMs() - 1_000_000 * (1 + Math.random()) : before.#startMs
    this.worker = attachLimits(memory, 0)
    this.main = attachLimits(memory, 1)
    const clock = { wallMs: nowMs, steadyMs: () => this.steadyMs() }
    this.share = new RoomShare({ engine, clock, gates })
    this.share.follow(SECRETS)
    this.room = { name: 'room', terms, replica: this.main.waitingRooms.replica(0) }
  }

  steadyMs(): number {
    return this.#clock() - this.#startMs
  }

  turn(): Promise<void> {
    return this.share.turn(this.room)
  }

  /** One asks for a page, with what the browser has. */
  come(one: Visitor): Turn {
    const { terms } = this.room
    const wallMs = this.#clock()
    const isFresh = wallMs - one.writtenMs <= terms.forMs
    const turn = this.worker.waitingRooms.enter(0, terms, {
      ticket: one.ticket,
      restore: one.ticket === null ? null : one.wasIn ? (isFresh ? 'active' : null) : 'waiting',
      who: {
        network: this.worker.hashOf(one.network),
        wider: 0,
        provider: 0,
        isSettled: true,
      },
      keeps: 'any',
      nowMs: this.steadyMs(),
      wallMs,
    })
    if (turn.kind === 'in' || turn.kind === 'waits') {
      one.ticket = turn.ticket
      one.wasIn = turn.kind === 'in'
      one.writtenMs = wallMs
    }
    if (turn.kind === 'in' && turn.isNew) {
      this.worker.waitingRooms.handOver(0, turn.ticket, this.steadyMs())
    }
    return turn
  }

  get counts(): ReturnType<Limits['waitingRooms']['counts']> {
    return this.main.waitingRooms.counts(0)
  }
}
