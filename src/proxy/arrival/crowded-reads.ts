import { type Socket } from 'node:net'
import { networkOf } from '../../client/index.ts'
import { type TurnTaker, Turns } from '../bounds/turns.ts'
import { goOnReading, holdReading, peerOf } from './node-connection.ts'

/**
 * Reads full of tiny pieces in one turn of the event loop: 64 KiB of one-byte chunks keep the parser
 * busy for some ten milliseconds, and cannot be stopped once they are read.
 */
const CROWDED_READS_PER_TURN = 2

/**
 * Turns of those who send such crowds, or may. Networks take turns, and those of one network wait for each other:
 * whoever has two thousand connections pours into all of them. Whose turn it is has been read before anybody else is
 * looked at, and ends the turn for all (`CrowdedReads`): a few that never end would be all that is ever read, did they not
 * rest. As many wait as there are connections, which are bounded elsewhere.
 */
export class CrowdTurns {
  readonly #turns = new Turns(CROWDED_READS_PER_TURN, { rests: true })
  /** By their network: in the order in which they came. */
  readonly #lanes = new Map<string, Set<TurnTaker>>()

  /** Waits for a turn; `onTurn` says when. */
  wait(taker: TurnTaker, socket: Socket): void {
    const network = networkOfPeer(socket)
    const lane = this.#lanes.get(network)
    if (lane === undefined) this.#open(network, taker)
    else lane.add(taker)
  }

  #open(network: string, first: TurnTaker): void {
    const lane = new Set([first])
    this.#lanes.set(network, lane)
    const turn = {
      onTurn: (): void => {
        const [next] = lane
        if (next === undefined) return
        lane.delete(next)
        if (lane.size > 0) this.#turns.wait(turn)
        else this.#lanes.delete(network)
        next.onTurn()
      },
    }
    this.#turns.wait(turn)
  }
}

/** Empty for a Unix socket's other end, and for who has left. */
function networkOfPeer(socket: Socket): string {
  const peer = peerOf(socket)
  return peer === null ? '' : networkOf(peer)
}

/**
 * Ends a turn of the event loop early in which many connections bring crowds of tiny pieces. Where a
 * thousand of them have something to be read, one turn would read all of it, for seconds, and neither
 * pages nor the worker's own beat would have their turn between.
 */
export class CrowdedReads {
  readonly #sockets: () => Iterable<Socket>
  #reads = 0
  #held: Socket[] = []

  /** @param sockets Those of which requests are read. */
  constructor(sockets: () => Iterable<Socket>) {
    this.#sockets = sockets
  }

  /** A read has turned out to be one. */
  met(): void {
    if (this.#reads === 0) setImmediate(endOfTurn, this)
    if (++this.#reads === CROWDED_READS_PER_TURN) this.#hold()
  }

  #hold(): void {
    for (const socket of this.#sockets()) if (holdReading(socket)) this.#held.push(socket)
  }

  /** All others have their turn now. */
  endTurn(): void {
    this.#reads = 0
    const held = this.#held
    this.#held = []
    for (const socket of held) goOnReading(socket)
  }
}

/** A function of its own, so that a turn does not need one. */
function endOfTurn(reads: CrowdedReads): void {
  reads.endTurn()
}
